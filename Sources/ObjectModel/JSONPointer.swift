/// The place of a value inside a document, as RFC 6901 writes it: `/spec/containers/0/image`.
package struct JSONPointer: Hashable, Sendable, CustomStringConvertible {
    package var tokens: [String]

    package init(_ tokens: [String] = []) { self.tokens = tokens }

    /// Reads the RFC 6901 text form; `nil` where it is not `""` and does not start with `/`, or a `~` escape is wrong.
    package init?(parsing text: String) {
        guard !text.isEmpty else {
            tokens = []
            return
        }
        guard text.utf8.first == UInt8(ascii: "/") else { return nil }
        var tokens: [String] = []
        for part in text.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            guard let token = Self.unescaped(part) else { return nil }
            tokens.append(token)
        }
        self.tokens = tokens
    }

    package func appending(_ token: String) -> JSONPointer { JSONPointer(tokens + [token]) }

    package var description: String { tokens.map { "/" + Self.escaped($0) }.joined() }

    /// RFC 6901 section 3: `~` is written `~0` and `/` is written `~1`.
    private static func escaped(_ token: String) -> String {
        guard token.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else { return token }
        return String(token.flatMap { $0 == "~" ? "~0" : $0 == "/" ? "~1" : String($0) })
    }

    private static func unescaped(_ token: Substring) -> String? {
        var result = ""
        var rest = token[...]
        while let tilde = rest.firstIndex(of: "~") {
            result += rest[..<tilde]
            switch rest[rest.index(after: tilde)...].first {
            case "0": result += "~"
            case "1": result += "/"
            default: return nil
            }
            rest = rest[rest.index(tilde, offsetBy: 2)...]
        }
        return result + rest
    }
}

extension JSONPointer: Comparable {
    /// Token by token; list indices by number, so that `/a/2` comes before `/a/10`.
    package static func < (left: JSONPointer, right: JSONPointer) -> Bool {
        for (a, b) in zip(left.tokens, right.tokens) where a != b {
            if let first = Int(a), let second = Int(b) { return first < second }
            return a < b
        }
        return left.tokens.count < right.tokens.count
    }
}

extension JSONValue {
    /// The value at `pointer`; `nil` where the document has none. List tokens are decimal indices.
    package func value(at pointer: JSONPointer) -> JSONValue? {
        var current = self
        for token in pointer.tokens {
            switch current {
            case .object(let object):
                guard let next = object[token] else { return nil }
                current = next
            case .array(let elements):
                guard let index = Int(token), elements.indices.contains(index) else { return nil }
                current = elements[index]
            default: return nil
            }
        }
        return current
    }
}
