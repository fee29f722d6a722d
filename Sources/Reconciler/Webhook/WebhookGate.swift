package import ObjectModel

/// Decides which deliveries are believed. Pure: digests, JSON and the memory of what was seen are handed in.
///
/// Of a delivery nothing but header fields is looked at before its signature or token holds.
package struct WebhookGate: Sendable {
    /// What the decision needs and cannot compute.
    package struct Tools: Sendable {
        /// HMAC-SHA-256 of bytes under a key.
        package var hmac: @Sendable (_ bytes: [UInt8], _ key: [UInt8]) throws -> [UInt8]
        /// Equality in constant time.
        package var areEqual: @Sendable ([UInt8], [UInt8]) -> Bool
        package var readJSON: @Sendable ([UInt8]) throws -> JSONValue

        package init(
            hmac: @escaping @Sendable (_ bytes: [UInt8], _ key: [UInt8]) throws -> [UInt8],
            areEqual: @escaping @Sendable ([UInt8], [UInt8]) -> Bool,
            readJSON: @escaping @Sendable ([UInt8]) throws -> JSONValue
        ) {
            self.hmac = hmac
            self.areEqual = areEqual
            self.readJSON = readJSON
        }
    }

    /// Of each forge, several while one is replaced by another.
    private let secrets: [Forge: [WebhookSecret]]
    private let tools: Tools

    package init(secrets: [Forge: [WebhookSecret]], tools: Tools) {
        self.secrets = secrets
        self.tools = tools
    }

    /// `remember` keeps the identities of a delivery, and says false if one of them is known already.
    package func judge(_ delivery: WebhookDelivery, remember: ([String]) -> Bool) -> WebhookOutcome {
        do throws(WebhookRefusal) {
            let identities = try identities(of: delivery)
            switch try event(of: delivery) {
            case .ping: return .ping
            case .other(let name): return .ignored(reason: "'\(name)' events are not acted on")
            case .push: break
            }
            guard remember(identities) else { throw WebhookRefusal(409, "this delivery has been here before") }
            return .push(try push(in: delivery))
        } catch {
            return .refused(status: error.status, reason: error.reason)
        }
    }

    /// By what this delivery is known again; the signature or token holds.
    private func identities(of delivery: WebhookDelivery) throws(WebhookRefusal) -> [String] {
        guard let secrets = secrets[delivery.forge], !secrets.isEmpty else {
            throw WebhookRefusal(403, "no secret for \(delivery.forge.rawValue) webhooks is configured here")
        }
        switch delivery.forge {
        case .github: return try githubIdentities(of: delivery, secrets)
        case .gitlab: return try gitlabIdentities(of: delivery, secrets)
        }
    }

    /// GitHub signs the body and not the header fields, so a copy of a delivery may come under any number: the signature
    /// itself is remembered as well.
    private func githubIdentities(
        of delivery: WebhookDelivery, _ secrets: [WebhookSecret]
    ) throws(WebhookRefusal) -> [String] {
        guard let field = delivery.headers["x-hub-signature-256"] else {
            throw WebhookRefusal(401, "the delivery is not signed: give the webhook the secret of this installation")
        }
        guard field.hasPrefix("sha256="), let signature = Self.bytes(hex: field.dropFirst(7)), signature.count == 32
        else { throw WebhookRefusal(401, "the signature is none") }
        // Every secret is tried, so that the time does not tell which one held.
        let matches = try secrets.map { (secret) throws(WebhookRefusal) in
            tools.areEqual(try hmac(delivery.body, secret.bytes), signature)
        }
        guard matches.contains(true) else {
            throw WebhookRefusal(401, "the signature does not hold: compare the secrets")
        }
        guard let number = delivery.headers["x-github-delivery"], Self.isIdentifier(number) else {
            throw WebhookRefusal(400, "the delivery has no number (X-GitHub-Delivery)")
        }
        return ["github \(number)", "github \(field.dropFirst(7).lowercased())"]
    }

    /// GitLab sends the secret itself. `Idempotency-Key` (17.4) stays the same when a delivery is tried again,
    /// `X-Gitlab-Event-UUID` (14.8) is that of the event; before those only the body tells deliveries apart.
    private func gitlabIdentities(
        of delivery: WebhookDelivery, _ secrets: [WebhookSecret]
    ) throws(WebhookRefusal) -> [String] {
        guard let token = delivery.headers["x-gitlab-token"] else {
            throw WebhookRefusal(401, "the delivery has no token: give the webhook the secret of this installation")
        }
        // Digests have one length, so that the comparison does not tell that of the secret.
        let mine = try secrets.map { (secret) throws(WebhookRefusal) in try hmac(secret.bytes, Array("token".utf8)) }
        let theirs = try hmac(Array(token.utf8), Array("token".utf8))
        guard mine.map({ tools.areEqual($0, theirs) }).contains(true) else {
            throw WebhookRefusal(401, "the token is not the secret of this installation")
        }
        let named = ["idempotency-key", "x-gitlab-event-uuid"].compactMap { delivery.headers[$0] }.first
        guard let named else {
            return ["gitlab \(Self.hex(try hmac(delivery.body, Array("body".utf8))))"]
        }
        guard Self.isIdentifier(named) else { throw WebhookRefusal(400, "the number of the delivery is none") }
        return ["gitlab \(named)"]
    }

    private enum Event { case push, ping, other(String) }

    private func event(of delivery: WebhookDelivery) throws(WebhookRefusal) -> Event {
        let field = delivery.forge == .github ? "x-github-event" : "x-gitlab-event"
        guard let name = delivery.headers[field], !name.isEmpty, name.utf8.count <= 64,
            name.utf8.allSatisfy({ (0x20...0x7E).contains($0) })
        else { throw WebhookRefusal(400, "the delivery does not say which event it is") }
        switch (delivery.forge, name) {
        case (.github, "push"), (.gitlab, "Push Hook"), (.gitlab, "Tag Push Hook"): return .push
        case (.github, "ping"): return .ping
        default: return .other(name)
        }
    }

    private func push(in delivery: WebhookDelivery) throws(WebhookRefusal) -> WebhookPush {
        let type = (delivery.headers["content-type"] ?? "").prefix { $0 != ";" }
        guard type.lowercased().filter({ $0 != " " }) == "application/json" else {
            throw WebhookRefusal(415, "the body is not JSON: set the webhook's content type to application/json")
        }
        guard let payload = try? tools.readJSON(delivery.body) else {  // what is wrong with it helps nobody here
            throw WebhookRefusal(400, "the body is no JSON")
        }
        guard let push = WebhookPush(payload, from: delivery.forge) else {
            throw WebhookRefusal(400, "the body does not name a repository, a ref and a commit")
        }
        return push
    }

    private func hmac(_ bytes: [UInt8], _ key: [UInt8]) throws(WebhookRefusal) -> [UInt8] {
        do {
            return try tools.hmac(bytes, key)
        } catch {
            throw WebhookRefusal(500, "the signature could not be computed")
        }
    }
}

/// Why a delivery is not taken.
private struct WebhookRefusal: Error {
    var status: Int
    var reason: String

    init(_ status: Int, _ reason: String) {
        self.status = status
        self.reason = reason
    }
}

extension WebhookGate {
    /// Forges send UUIDs; anything longer or stranger would be somebody else's text in our memory.
    private static func isIdentifier(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    private static func bytes(hex text: Substring) -> [UInt8]? {
        let digits = text.utf8.map { byte -> UInt8? in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
            default: nil
            }
        }
        guard digits.count.isMultiple(of: 2) else { return nil }
        var result: [UInt8] = []
        for place in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digits[place], let low = digits[place + 1] else { return nil }
            result.append(high << 4 | low)
        }
        return result
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { String(UInt16($0) + 0x100, radix: 16).dropFirst() }.joined()
    }
}
