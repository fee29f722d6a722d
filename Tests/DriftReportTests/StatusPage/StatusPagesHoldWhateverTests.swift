import Drift
import DriftReport
import ObjectModel
import ReportSamples
import Testing

/// A page shows whatever stands in a cluster and stays one page of our own making: bounded, inert, without an inline style
/// or handler that its policy would have to allow.
@Suite struct StatusPagesHoldWhateverTests {
    private static let tags = TagScan.pageTags.union([
        "link", "script", "noscript", "label", "input", "article",
    ])
    private static let attributes = TagScan.pageAttributes.union([
        "rel", "nonce", "tabindex", "hidden", "type", "placeholder", "autocomplete", "spellcheck", "data-seconds",
        "data-filter", "datetime", "title", "aria-current",
    ])

    /// A status in which every string that anyone else can write is `text`.
    private static func status(_ text: String) -> EnvironmentStatus {
        let report = HostileValuesTests.report(text)
        let key = ObjectKey(groupKind: GroupKind(group: text, kind: text), namespace: text, name: text)
        var status = EnvironmentStatus(subject: report.subject, path: text, mode: .manual)
        status.report = report
        status.report?.since = [key: text]
        status.leader = text
        status.committed = text
        status.maintenance = .init(start: text, end: text)
        status.health = .init(
            done: 1, waiting: 1, failed: 1, problems: [.init(object: key, isFailed: true, message: text)])
        status.plan = .init(hash: text, steps: [text], refused: [text])
        status.fights = [.init(object: key, opponent: text, since: text)]
        status.protectedOrphans = [key]
        status.failure = .init(message: text, time: text, next: text, nextTime: text)
        status.history = EnvironmentStatus.Event.Kind.allCases.map {
            .init(time: text, kind: $0, object: key, managers: [text], detail: text, lasted: .seconds(1))
        }
        return status
    }

    private static func pages(_ status: EnvironmentStatus) -> [StatusPage] {
        [.overview([status], at: SampleStatuses.now), .environment(status, at: SampleStatuses.now)]
    }

    @Test(arguments: HostileValuesTests.cases) func nothingActs(_ c: HostileValuesTests.Case) throws {
        var known = Self.status(c.text)
        known.subject.repository = "https://gitlab.com/a/\(c.text)"
        known.subject.revision = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d"
        for page in Self.pages(Self.status(c.text)) + Self.pages(known) {
            let text = page.document(nonce: "abc123")
            #expect(text.contains("EVIL"))
            let scan = try TagScan(text, voids: ["meta", "br", "link", "input"])
            #expect(scan.isBalanced)
            #expect(scan.names.isSubset(of: Self.tags), "\(scan.names.subtracting(Self.tags))")
            #expect(scan.attributes.isSubset(of: Self.attributes), "\(scan.attributes.subtracting(Self.attributes))")
            // What comes from outside stands in addresses alone, and there encoded.
            for value in scan.attributeText.split(separator: "\n") where value.contains("EVIL") {
                #expect(value.utf8.allSatisfy { Self.isURLByte($0) }, "\(value)")
            }
        }
    }

    private static func isURLByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~%/:#".utf8.contains(byte)
        }
    }

    @Test func stylesAndScriptsCarryTheNonceAndNothingElseMayRun() {
        for page in SampleStatuses.all.flatMap(Self.pages) + [.notFound(depth: 1)] {
            let text = page.document(nonce: "abc123")
            #expect(text.split(separator: "<style").count == 2 && text.contains("<style nonce=\"abc123\">"))
            #expect(text.split(separator: "<script").count == 2 && text.contains("<script nonce=\"abc123\">"))
            #expect(!text.contains("javascript:"))
        }
        let policy = StatusPage.contentSecurityPolicy(nonce: "abc123")
        #expect(!policy.contains("unsafe") && !policy.contains("*") && policy.hasPrefix("default-src 'none'; "))
    }

    @Test func whatIsTooMuchIsCounted() {
        var status = SampleStatuses.many(5_000)
        status.report?.objects[0].changes = (0..<500).map { number in
            FieldChange(
                path: SampleReports.path("data", "key-\(number)"), cause: .changed, desired: .value("a"),
                live: .value("b"))
        }
        status.protectedOrphans = (0..<5_000).map { SampleReports.key("", "ConfigMap", "a", "orphan-\($0)") }
        status.history = Array(repeating: SampleStatuses.production.history[0], count: 5_000)
        status.plan = .init(hash: "h", steps: Array(repeating: "apply x", count: 5_000))
        let text = StatusPage.environment(status, at: SampleStatuses.now).document(nonce: "abc123")
        #expect(text.utf8.count < 2 << 20)
        for words in [
            "5,000 drifted of 5,118 objects", "460 more changes, in the JSON report", "4,700 more objects",
            "3,700 more objects, in the JSON report", "and 4,000 more", "and 4,950 more",
        ] {
            #expect(text.contains(words), "\(words)")
        }
    }

    @Test func identifiersAreUnique() throws {
        let text = StatusPage.environment(SampleStatuses.many(300), at: SampleStatuses.now).document(nonce: "abc123")
        let names = text.split(separator: " id=\"").dropFirst().map { $0.prefix { $0 != "\"" } }
        #expect(names.count > 300)
        #expect(Set(names).count == names.count)
    }

    struct Headline: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var change: @Sendable (inout EnvironmentStatus) -> Void
        var title: String
    }

    @Test(arguments: [
        Headline(testDescription: "as Git says", change: { _ in }, title: "staging: in sync"),
        Headline(testDescription: "nothing compared yet", change: { $0.report = nil }, title: "staging: starting"),
        Headline(
            testDescription: "a failure before the first comparison",
            change: {
                $0.report = nil
                $0.failure = .init(message: "m", time: SampleStatuses.now, next: "n")
            }, title: "staging: failing"),
        Headline(
            testDescription: "drift weighs more than foreign fields",
            change: { $0.report?.unlisted = [.foreign: 3, .missing: 1] }, title: "staging: drifted"),
        Headline(
            testDescription: "foreign fields alone", change: { $0.report?.unlisted = [.foreign: 3] },
            title: "staging: foreign fields"),
        Headline(
            testDescription: "what could not be decided is not in sync", change: { $0.report?.gaps = ["a gap"] },
            title: "staging: undecided"),
        Headline(
            testDescription: "in sync and not healthy", change: { $0.health.failed = 1 }, title: "staging: unhealthy"),
    ])
    func theGravestIsSaidFirst(_ c: Headline) {
        var status = SampleStatuses.staging
        c.change(&status)
        let text = StatusPage.environment(status, at: SampleStatuses.now).document(nonce: "abc123")
        #expect(text.contains("<title>\(c.title)</title>"))
    }
}
