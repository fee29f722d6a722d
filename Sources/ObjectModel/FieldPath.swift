/// One step of a field path, in the terms of Kubernetes field ownership (KEP-555, structured-merge-diff `PathElement`).
package enum PathElement: Hashable, Sendable {
    /// A member of a map or struct: `f:spec`.
    case field(String)
    /// An element of an associative list by its key members, in the key order of the schema: `k:{"name":"web"}`.
    case key([KeyMember])
    /// An element of a set by its value: `v:"a"`.
    case value(JSONValue)
    /// An element of a list by its place, from 0: `i:0`.
    case index(Int)
}

/// One key member of an associative list element, such as `name="web"`.
package struct KeyMember: Hashable, Sendable {
    package var name: String
    package var value: JSONValue

    package init(name: String, value: JSONValue) {
        self.name = name
        self.value = value
    }
}

/// The place of a field in an object; list elements by their keys, so that it means the same in Git and live.
package struct FieldPath: Hashable, Sendable, CustomStringConvertible {
    package var elements: [PathElement]

    package init(_ elements: [PathElement] = []) { self.elements = elements }

    package func appending(_ element: PathElement) -> FieldPath { FieldPath(elements + [element]) }

    /// The form of structured-merge-diff: `.spec.containers[name="web"].image`, `.metadata.annotations["a/b"]`.
    package var description: String {
        elements.isEmpty ? "." : elements.map(\.description).joined()
    }
}

extension PathElement: CustomStringConvertible {
    package var description: String {
        switch self {
        case .field(let name): Self.isPlain(name) ? ".\(name)" : "[\(name.jsonQuoted)]"
        case .key(let members): "[" + members.map { "\($0.name)=\($0.value.shortText)" }.joined(separator: ",") + "]"
        case .value(let value): "[=\(value.shortText)]"
        case .index(let place): "[\(place)]"
        }
    }

    /// Letters, digits, `_`, `-` need no quotes; `nvidia.com/gpu` does.
    private static func isPlain(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy {
                switch $0 {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "$"):
                    true
                default: false
                }
            }
    }
}

extension FieldPath: Comparable {
    /// Element by element, by their text; list places by number.
    package static func < (left: FieldPath, right: FieldPath) -> Bool {
        for (a, b) in zip(left.elements, right.elements) where a != b {
            if case .index(let first) = a, case .index(let second) = b { return first < second }
            return a.description < b.description
        }
        return left.elements.count < right.elements.count
    }
}

extension JSONValue {
    /// One line for paths and messages: scalars as JSON, lists and maps by their size.
    package var shortText: String {
        switch self {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .integer(let number): String(number)
        case .unsigned(let number): String(number)
        case .double(let number): number.jsonText
        case .string(let text): text.jsonQuoted
        case .array(let elements): elements.isEmpty ? "[]" : "[\(elements.count) items]"
        case .object(let object): object.isEmpty ? "{}" : "{\(object.count) fields}"
        }
    }
}
