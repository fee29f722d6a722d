import ObjectModel
import OpenAPISchema

/// structured-merge-diff `typed/validate.go`: whether a value has the form that merging needs.
extension TypeView {
    /// Every mismatch with its path, each as the server words it; empty if there is none.
    func mismatches(in value: JSONValue, _ type: Reference) -> [String] {
        switch part(type, value) {
        case .scalar(let format): Self.scalarMismatch(value, format).map { [$0] } ?? []
        case .list(let element, let kind): mismatches(inList: value, element: element, kind)
        case .map(let map): mismatches(inMap: value, map)
        }
    }

    /// One text for all of them; `nil` for none.
    func mismatch(in value: JSONValue, _ type: Reference) -> String? {
        let found = mismatches(in: value, type)
        guard found.count > 1 else { return found.first }
        return "errors:" + found.map { "\n  \($0)" }.joined()
    }

    private static func scalarMismatch(_ value: JSONValue, _ format: ScalarFormat?) -> String? {
        guard !value.isNull, let format else { return nil }
        switch (format, value) {
        case (.string, .string), (.bytes, .string), (.boolean, .bool), (.integer, .integer), (.integer, .unsigned),
            (.integer, .double), (.number, .integer), (.number, .unsigned), (.number, .double):
            return nil
        case (.string, _), (.bytes, _): return "expected string, got \(goText(value))"
        case (.integer, _), (.number, _): return "expected numeric (int or float), got *value.valueUnstructured"
        case (.boolean, _): return "expected boolean, got &{\(value.goDescription)}"
        case (.quantity, _), (.intOrString, _), (.dateTime, _), (.duration, _): return nil
        }
    }

    private static func goText(_ value: JSONValue) -> String {
        "&value.valueUnstructured{Value:\(value.goSyntax)}"
    }

    private func mismatches(inList value: JSONValue, element: Reference, _ kind: ListType) -> [String] {
        if value.isNull { return [] }
        guard let items = value.array else { return ["expected list, got &{\(value.goDescription)}"] }
        var found: [String] = []
        var seen: Set<PathElement> = []
        for (place, item) in items.enumerated() {
            do {
                let path = try pathElement(of: item, at: place, in: kind, element: element)
                if !seen.insert(path).inserted { found.append("duplicate entries for key \(path.serverText)") }
                found += mismatches(in: item, element).map { Self.prefixed($0, path.serverText) }
            } catch {
                return found + ["element \(place): \(error.message)"]
            }
        }
        return found
    }

    private func mismatches(inMap value: JSONValue, _ map: MapPart) -> [String] {
        if value.isNull { return [] }
        guard let object = value.object else { return ["expected map, got &{\(value.goDescription)}"] }
        var found: [String] = []
        for member in object.members {
            guard let type = map.member(member.key)?.type else {
                found.append(".\(member.key): field not declared in schema")
                return found
            }
            found += mismatches(in: member.value, type).map { Self.prefixed($0, ".\(member.key)") }
        }
        return found
    }

    /// A path and a message are parted by `: `; a message without a path gets one.
    private static func prefixed(_ message: String, _ prefix: String) -> String {
        message.hasPrefix(".") || message.hasPrefix("[") ? prefix + message : "\(prefix): \(message)"
    }
}

extension JSONValue {
    /// As Go's `%v` prints a decoded value.
    var goDescription: String {
        switch self {
        case .null: "<nil>"
        case .string(let text): text
        case .array(let items): "[" + items.map(\.goDescription).joined(separator: " ") + "]"
        case .object(let object):
            "map[" + object.sortedByKey().members.map { "\($0.key):\($0.value.goDescription)" }.joined(separator: " ")
                + "]"
        default: shortText
        }
    }

    /// As Go's `%#v` prints a decoded value.
    var goSyntax: String {
        switch self {
        case .null: "interface {}(nil)"
        case .string(let text): text.jsonQuoted
        case .array(let items): "[]interface {}{" + items.map(\.goSyntax).joined(separator: ", ") + "}"
        case .object(let object):
            "map[string]interface {}{"
                + object.sortedByKey().members.map { "\($0.key.jsonQuoted):\($0.value.goSyntax)" }
                .joined(separator: ", ") + "}"
        default: shortText
        }
    }
}

extension PathElement {
    /// As the server writes it: without the quotes that our own reports put around odd names.
    var serverText: String {
        guard case .field(let name) = self else { return description }
        return ".\(name)"
    }
}

extension FieldPath {
    var serverText: String { elements.map(\.serverText).joined() }
}
