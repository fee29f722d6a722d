import Digests
import JSONText
import ObjectModel
import Reconciler
import Synchronization
import Testing

/// Anybody can send a request: only one that knows the secret makes the controller look, and only once.
@Suite struct WebhooksAreBelievedForAReasonTests {
    static let secret = "It's a Secret to Everybody"
    static let commit = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d"
    static let github =
        #"{"ref":"refs/heads/main","before":"\#(String(repeating: "0", count: 40))","after":"\#(commit)","#
        + #""repository":{"clone_url":"https://github.com/acme/clusters.git","ssh_url":"git@github.com:acme/clusters.git"}}"#
    static let gitlab =
        #"{"object_kind":"push","ref":"refs/heads/main","after":"\#(commit)","#
        + #""project":{"git_http_url":"https://gitlab.com/acme/clusters.git"}}"#
    static let githubPush = WebhookPush(
        repositoryURLs: ["https://github.com/acme/clusters.git", "git@github.com:acme/clusters.git"],
        ref: "refs/heads/main", commit: commit)
    static let gitlabPush = WebhookPush(
        repositoryURLs: ["https://gitlab.com/acme/clusters.git"], ref: "refs/heads/main", commit: commit)

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var forge = Forge.github
        var event: String? = "push"
        var number: String? = "72d3162e-cc78-11e3-81ab-4c9367dc0958"
        var body = WebhooksAreBelievedForAReasonTests.github
        var type = "application/json"
        /// By what it is signed, or the token; `nil` for none.
        var key: String? = WebhooksAreBelievedForAReasonTests.secret
        /// What is sent in place of the right field.
        var field: String?
        var expected: WebhookOutcome
        /// The body of a delivery that is not believed is never parsed.
        var isParsed = false

        var headers: [String: String] {
            var headers = ["content-type": type]
            headers[forge == .github ? "x-github-event" : "x-gitlab-event"] = event
            headers[forge == .github ? "x-github-delivery" : "idempotency-key"] = number
            switch forge {
            case .github:
                headers["x-hub-signature-256"] = field ?? key.map { signature(of: body, key: $0) }
            case .gitlab: headers["x-gitlab-token"] = field ?? key
            }
            return headers
        }
    }

    static func signature(of body: String, key: String) -> String {
        let bytes = (try? Digests.hmacSHA256(Array(body.utf8), key: Array(key.utf8))) ?? []
        return "sha256=" + bytes.map { String(UInt16($0) + 0x100, radix: 16).dropFirst() }.joined()
    }

    static let cases =
        [
            Case(testDescription: "a push to GitHub", expected: .push(githubPush), isParsed: true),
            Case(
                testDescription: "a push to GitLab", forge: .gitlab, event: "Push Hook", body: gitlab,
                expected: .push(gitlabPush), isParsed: true),
            Case(
                testDescription: "a tag of GitLab", forge: .gitlab, event: "Tag Push Hook",
                body: gitlab.replacing("refs/heads/main", with: "refs/tags/v1"),
                expected: .push(
                    WebhookPush(repositoryURLs: gitlabPush.repositoryURLs, ref: "refs/tags/v1", commit: commit)),
                isParsed: true),
            Case(
                testDescription: "a branch that is deleted",
                body: github.replacing(commit, with: String(repeating: "0", count: 40)),
                expected: .push(
                    WebhookPush(repositoryURLs: githubPush.repositoryURLs, ref: "refs/heads/main", commit: nil)),
                isParsed: true),
            Case(testDescription: "a ping", event: "ping", body: #"{"zen":"…"}"#, expected: .ping),
            Case(
                testDescription: "another event, whatever its body", event: "issues", body: "{",
                expected: .ignored(reason: "'issues' events are not acted on")),
            Case(
                testDescription: "another event of GitLab", forge: .gitlab, event: "Pipeline Hook", body: gitlab,
                expected: .ignored(reason: "'Pipeline Hook' events are not acted on")),
            Case(
                testDescription: "the vector of GitHub's manual, which is no JSON", body: "Hello, World!",
                field: "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
                expected: .refused(status: 400, reason: "the body is no JSON"), isParsed: true),
            Case(
                testDescription: "no signature", key: nil,
                expected: .refused(
                    status: 401, reason: "the delivery is not signed: give the webhook the secret of this installation")
            ),
            Case(
                testDescription: "the signature of another secret", key: "guess",
                expected: .refused(status: 401, reason: "the signature does not hold: compare the secrets")),
            Case(
                testDescription: "the signature of another body", field: signature(of: "{}", key: secret),
                expected: .refused(status: 401, reason: "the signature does not hold: compare the secrets")),
            Case(
                testDescription: "a signature by SHA-1", field: "sha1=" + String(repeating: "0", count: 40),
                expected: .refused(status: 401, reason: "the signature is none")),
            Case(
                testDescription: "half a signature", field: "sha256=757107ea",
                expected: .refused(status: 401, reason: "the signature is none")),
            Case(
                testDescription: "a signature that is no number", field: "sha256=" + String(repeating: "x", count: 64),
                expected: .refused(status: 401, reason: "the signature is none")),
            Case(
                testDescription: "an empty signature", field: "sha256=",
                expected: .refused(status: 401, reason: "the signature is none")),
            Case(
                testDescription: "no token", forge: .gitlab, event: "Push Hook", body: gitlab, key: nil,
                expected: .refused(
                    status: 401, reason: "the delivery has no token: give the webhook the secret of this installation")),
            Case(
                testDescription: "the beginning of the token", forge: .gitlab, event: "Push Hook", body: gitlab,
                key: String(secret.dropLast()),
                expected: .refused(status: 401, reason: "the token is not the secret of this installation")),
            Case(
                testDescription: "an empty token", forge: .gitlab, event: "Push Hook", body: gitlab, field: "",
                expected: .refused(status: 401, reason: "the token is not the secret of this installation")),
            Case(
                testDescription: "no event", event: nil,
                expected: .refused(status: 400, reason: "the delivery does not say which event it is")),
            Case(
                testDescription: "no number", number: nil,
                expected: .refused(status: 400, reason: "the delivery has no number (X-GitHub-Delivery)")),
            Case(
                testDescription: "a number that is a text", number: "../../etc",
                expected: .refused(status: 400, reason: "the delivery has no number (X-GitHub-Delivery)")),
            Case(
                testDescription: "a form", type: "application/x-www-form-urlencoded",
                expected: .refused(
                    status: 415, reason: "the body is not JSON: set the webhook's content type to application/json")),
            Case(
                testDescription: "JSON with its character set named", type: "application/json; charset=utf-8",
                expected: .push(githubPush), isParsed: true),
        ]
        + [
            ("no JSON", "{", "the body is no JSON"), ("nothing", "", "the body is no JSON"),
            ("a list", "[]", "the body does not name a repository, a ref and a commit"),
            (
                "no repository", #"{"ref":"refs/heads/main","after":"\#(commit)"}"#,
                "the body does not name a repository, a ref and a commit"
            ),
            (
                "a ref that is none", github.replacing("refs/heads/main", with: "main"),
                "the body does not name a repository, a ref and a commit"
            ),
            (
                "a ref with a line break", github.replacing("refs/heads/main", with: #"refs/heads/a\nb"#),
                "the body does not name a repository, a ref and a commit"
            ),
            (
                "a commit that is an option", github.replacing(commit, with: "--upload-pack=evil"),
                "the body does not name a repository, a ref and a commit"
            ),
            (
                "numbers for text", #"{"ref":1,"after":2,"repository":{"clone_url":3}}"#,
                "the body does not name a repository, a ref and a commit"
            ),
            ("a bottomless body", String(repeating: "[", count: 100_000), "the body is no JSON"),
        ].map {
            Case(
                testDescription: "signed, and \($0.0)", body: $0.1, expected: .refused(status: 400, reason: $0.2),
                isParsed: true)
        }

    /// A gate with two secrets, and whether it has parsed anything.
    private static func gate(_ isParsed: Flag) -> WebhookGate {
        let secrets = ["the one before", secret].compactMap { WebhookSecret(Array($0.utf8)) }
        return WebhookGate(
            secrets: [.github: secrets, .gitlab: secrets],
            tools: WebhookGate.Tools(
                hmac: { try Digests.hmacSHA256($0, key: $1) }, areEqual: { Digests.areEqual($0, $1) },
                readJSON: { bytes in
                    isParsed.set()
                    return try JSONText.read(bytes, subject: "webhook")
                }))
    }

    private final class Flag: Sendable {
        private let value = Atomic(false)
        var isSet: Bool { value.load(ordering: .relaxed) }
        func set() { value.store(true, ordering: .relaxed) }
    }

    @Test(arguments: cases) func judges(_ c: Case) {
        let isParsed = Flag()
        var log = DeliveryLog()
        let delivery = WebhookDelivery(forge: c.forge, headers: c.headers, body: Array(c.body.utf8))
        #expect(Self.gate(isParsed).judge(delivery) { log.remember($0) } == c.expected)
        #expect(isParsed.isSet == c.isParsed)
    }

    @Test func theSecretBeforeIsGoodWhileBothAreConfigured() {
        var c = Self.cases[0]
        c.key = "the one before"
        var log = DeliveryLog()
        let delivery = WebhookDelivery(forge: .github, headers: c.headers, body: Array(c.body.utf8))
        #expect(Self.gate(Flag()).judge(delivery) { log.remember($0) } == .push(Self.githubPush))
    }

    @Test(arguments: Forge.allCases) func withoutASecretNothingIsTaken(_ forge: Forge) {
        let gate = WebhookGate(
            secrets: [forge: []],
            tools: .init(hmac: { _, _ in [] }, areEqual: { _, _ in true }, readJSON: { _ in .null }))
        let outcome = gate.judge(WebhookDelivery(forge: forge, headers: [:], body: [])) { _ in true }
        #expect(
            outcome
                == .refused(status: 403, reason: "no secret for \(forge.rawValue) webhooks is configured here"))
    }

    struct Replay: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var first: Case
        var change: @Sendable (inout Case) -> Void
        var isRefused: Bool
    }

    private static let gitlabCase = Case(
        testDescription: "", forge: .gitlab, event: "Push Hook", number: "a-1", body: gitlab, expected: .ping)

    @Test(arguments: [
        Replay(testDescription: "the same once more", first: cases[0], change: { _ in }, isRefused: true),
        Replay(
            testDescription: "a copy under another number", first: cases[0], change: { $0.number = "another" },
            isRefused: true),
        Replay(
            testDescription: "another body under the same number", first: cases[0],
            change: { $0.body = $0.body.replacing("main", with: "next") }, isRefused: true),
        Replay(
            testDescription: "another delivery", first: cases[0],
            change: {
                $0.number = "another"
                $0.body = $0.body.replacing("main", with: "next")
            }, isRefused: false),
        Replay(testDescription: "the same of GitLab", first: gitlabCase, change: { _ in }, isRefused: true),
        Replay(
            testDescription: "the same state reached twice, of GitLab", first: gitlabCase,
            change: { $0.number = "a-2" },
            isRefused: false),
        Replay(
            testDescription: "the same of a GitLab that numbers nothing",
            first: Case(
                testDescription: "", forge: .gitlab, event: "Push Hook", number: nil, body: gitlab, expected: .ping),
            change: { _ in }, isRefused: true),
    ])
    func replays(_ c: Replay) {
        var log = DeliveryLog()
        let gate = Self.gate(Flag())
        var second = c.first
        c.change(&second)
        let outcomes = [c.first, second].map { delivery in
            gate.judge(
                WebhookDelivery(forge: delivery.forge, headers: delivery.headers, body: Array(delivery.body.utf8))
            ) { log.remember($0) }
        }
        guard case .push = outcomes[0] else { return #expect(Bool(false), "the first was not taken: \(outcomes[0])") }
        #expect((outcomes[1] == .refused(status: 409, reason: "this delivery has been here before")) == c.isRefused)
    }

    @Test func whatIsNotBelievedIsNotRemembered() {
        var log = DeliveryLog()
        var forged = Self.cases[0]
        forged.key = "guess"
        for delivery in [forged, Self.cases[0]] {
            _ = Self.gate(Flag()).judge(
                WebhookDelivery(forge: .github, headers: delivery.headers, body: Array(delivery.body.utf8))
            ) { log.remember($0) }
        }
        #expect(log.count == 2)
    }

    @Test func memoryIsBoundedAndForgetsTheOldest() {
        var log = DeliveryLog(capacity: 100)
        let areNew = (0..<1_000).map { log.remember(["\($0)"]) }
        #expect(!areNew.contains(false))
        #expect(log.count == 100)
        let again = [log.remember(["900"]), log.remember(["899"])]
        #expect(again == [false, true])
    }

    @Test func aSecretIsNeverTold() {
        let secret = WebhookSecret(Array("hunter2\n".utf8))
        var dumped = ""
        dump(secret, to: &dumped)
        for text in ["\(String(describing: secret))", String(reflecting: secret), dumped] {
            #expect(!text.contains("hunter2") && !text.contains("104"))
        }
        #expect(WebhookSecret([]) == nil)
        #expect(WebhookSecret(Array("\r\n".utf8)) == nil)
    }
}
