import HTTPService
import ObjectModel

/// Which objects a list or a watch is about: label and field requirements, all of which must hold.
struct Selector: Sendable {
    private enum Requirement: Sendable {
        case isOneOf(key: String, values: [String])
        case isNoneOf(key: String, values: [String])
        case exists(key: String)
        case isAbsent(key: String)
        case field(path: [String], value: String, isEqual: Bool)
    }

    private var requirements: [Requirement] = []

    /// Reads `labelSelector` and `fieldSelector` of `request`.
    init(_ request: HTTPRequest, _ resource: APIResource) throws(APIStatus) {
        let labels = request.parameter("labelSelector") ?? ""
        let fields = request.parameter("fieldSelector") ?? ""
        requirements = try Self.labels(labels)
        for part in fields.split(separator: ",") {
            requirements.append(try Self.field(String(part), resource))
        }
    }

    func matches(_ object: JSONValue) -> Bool {
        requirements.allSatisfy { requirement in
            let labels = object["metadata"]?["labels"]
            switch requirement {
            case .isOneOf(let key, let values): return labels?[key]?.string.map(values.contains) ?? false
            case .isNoneOf(let key, let values): return labels?[key]?.string.map { !values.contains($0) } ?? true
            case .exists(let key): return labels?[key] != nil
            case .isAbsent(let key): return labels?[key] == nil
            case .field(let path, let value, let isEqual):
                let found = object.value(at: JSONPointer(path))
                return ((found?.string ?? found?.shortText ?? "") == value) == isEqual
            }
        }
    }

    /// `a=b`, `a==b`, `a!=b`, `a in (b,c)`, `a notin (b,c)`, `a`, `!a`, parted by commas.
    private static func labels(_ text: String) throws(APIStatus) -> [Requirement] {
        var result: [Requirement] = []
        for part in topLevelParts(of: text) {
            let part = part.trimmed
            guard !part.isEmpty else { continue }
            guard let requirement = label(part) else { throw malformed(text) }
            result.append(requirement)
        }
        return result
    }

    private static func label(_ part: String) -> Requirement? {
        if part.hasSuffix(")"), let open = part.firstIndex(of: "(") {
            let words = part[..<open].split(separator: " ").map(String.init)
            let values = part[part.index(after: open)...].dropLast().split(separator: ",").map { String($0).trimmed }
            guard words.count == 2, isKey(words[0]) else { return nil }
            if words[1] == "in" { return .isOneOf(key: words[0], values: values) }
            return words[1] == "notin" ? .isNoneOf(key: words[0], values: values) : nil
        }
        for (mark, isEqual) in [("!=", false), ("==", true), ("=", true)] {
            guard let found = part.firstRange(of: mark) else { continue }
            let (key, value) = (String(part[..<found.lowerBound]).trimmed, String(part[found.upperBound...]).trimmed)
            guard isKey(key) else { return nil }
            return isEqual ? .isOneOf(key: key, values: [value]) : .isNoneOf(key: key, values: [value])
        }
        if part.hasPrefix("!") {
            let key = String(part.dropFirst()).trimmed
            return isKey(key) ? .isAbsent(key: key) : nil
        }
        return isKey(part) ? .exists(key: part) : nil
    }

    private static func isKey(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                    UInt8(ascii: "/"):
                    true
                default: false
                }
            }
    }

    private static func topLevelParts(of text: String) -> [String] {
        var parts = [""]
        var depth = 0
        for character in text {
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            if character == ",", depth == 0 { parts.append("") } else { parts[parts.count - 1].append(character) }
        }
        return parts
    }

    private static func malformed(_ text: String) -> APIStatus {
        .badRequest("unable to parse requirement: found '\(text)'")
    }

    private static func field(_ text: String, _ resource: APIResource) throws(APIStatus) -> Requirement {
        for (mark, isEqual) in [("!=", false), ("==", true), ("=", true)] {
            guard let found = text.firstRange(of: mark) else { continue }
            let (key, value) = (String(text[..<found.lowerBound]), String(text[found.upperBound...]))
            guard isSupported(key, resource) else { throw .badRequest("field label not supported: \(key)") }
            return .field(path: key.split(separator: ".").map(String.init), value: value, isEqual: isEqual)
        }
        throw .badRequest("invalid selector: '\(text)'; can't understand '\(text)'")
    }

    /// Every kind has its name and namespace; some have more (`AddFieldLabelConversionFunc`).
    private static func isSupported(_ key: String, _ resource: APIResource) -> Bool {
        if key == "metadata.name" || key == "metadata.namespace" { return true }
        switch resource.name.description {
        case "pods":
            return [
                "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName",
                "status.phase", "status.podIP", "status.nominatedNodeName",
            ].contains(key)
        case "nodes": return key == "spec.unschedulable"
        case "namespaces": return key == "status.phase"
        case "secrets": return key == "type"
        case "jobs.batch": return key == "status.successful"
        case "replicationcontrollers": return key == "status.replicas"
        case "events", "events.events.k8s.io":
            return key.hasPrefix("involvedObject.") || ["reason", "reportingComponent", "source", "type"].contains(key)
        default: return false
        }
    }
}

extension String {
    fileprivate var trimmed: String {
        var rest = self[...]
        while rest.first == " " { rest = rest.dropFirst() }
        while rest.last == " " { rest = rest.dropLast() }
        return String(rest)
    }
}
