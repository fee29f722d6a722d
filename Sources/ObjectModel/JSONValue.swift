/// One node of a JSON document: what manifests, live objects and schemas are made of.
///
/// Integers are exact over the whole of `Int64` and `UInt64`; every other number is a `Double`. That is one case more
/// than apimachinery has (`int64` or `float64`), so that nothing above 2⁶³ is rounded before the server rounds it.
package enum JSONValue: Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    /// Only for values above `Int64.max`; `init(exactly:)` keeps that true.
    case unsigned(UInt64)
    case double(Double)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
}

extension JSONValue {
    /// The number as the smallest exact case: `.integer` where it fits, `.unsigned` above.
    package init(exactly number: UInt64) {
        self = Int64(exactly: number).map(JSONValue.integer) ?? .unsigned(number)
    }

    /// The member `key` of an object; `nil` for an absent member and for anything that is not an object.
    package subscript(key: String) -> JSONValue? {
        guard case .object(let object) = self else { return nil }
        return object[key]
    }

    package var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    package var bool: Bool? {
        guard case .bool(let flag) = self else { return nil }
        return flag
    }

    package var integer: Int64? {
        guard case .integer(let number) = self else { return nil }
        return number
    }

    package var array: [JSONValue]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    package var object: JSONObject? {
        guard case .object(let object) = self else { return nil }
        return object
    }

    package var isNull: Bool {
        guard case .null = self else { return false }
        return true
    }

    /// Null, `""`, `[]` or `{}`: what Go's `omitempty` leaves out, numbers and booleans aside.
    package var isEmpty: Bool {
        switch self {
        case .null: true
        case .string(let text): text.isEmpty
        case .array(let elements): elements.isEmpty
        case .object(let object): object.isEmpty
        case .bool, .integer, .unsigned, .double: false
        }
    }

    /// What a person calls this kind of value, for messages.
    package var kindName: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .integer, .unsigned: "integer"
        case .double: "number"
        case .string: "string"
        case .array: "list"
        case .object: "map"
        }
    }
}

extension JSONValue: Hashable {
    /// Equal as JSON: members in any order, `1` equal to `1.0`, `true` never equal to `1`.
    package static func == (left: JSONValue, right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let a), .bool(let b)): a == b
        case (.integer(let a), .integer(let b)): a == b
        case (.unsigned(let a), .unsigned(let b)): a == b
        case (.double(let a), .double(let b)): a == b
        case (.integer(let a), .double(let b)), (.double(let b), .integer(let a)): Int64(exactly: b) == a
        case (.unsigned(let a), .double(let b)), (.double(let b), .unsigned(let a)): UInt64(exactly: b) == a
        case (.string(let a), .string(let b)): a.isIdentical(to: b)
        case (.array(let a), .array(let b)): a == b
        case (.object(let a), .object(let b)): a == b
        default: false
        }
    }

    package func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool(let flag): hasher.combine(flag)
        case .integer(let number): hasher.combine(number)
        case .unsigned(let number): hasher.combine(number)
        case .double(let number): hashNumber(number, into: &hasher)
        case .string(let text): hasher.combine(text)
        case .array(let elements): hasher.combine(elements)
        case .object(let object): hasher.combine(object)
        }
    }

    /// A whole `Double` hashes as the integer that it equals.
    private func hashNumber(_ number: Double, into hasher: inout Hasher) {
        if let whole = Int64(exactly: number) {
            hasher.combine(whole)
        } else if let whole = UInt64(exactly: number) {
            hasher.combine(whole)
        } else {
            hasher.combine(number)
        }
    }
}

extension String {
    /// Equal byte for byte, as the API server compares; `==` holds composed and decomposed letters to be equal.
    package func isIdentical(to other: String) -> Bool {
        utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
    }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(nilLiteral: ()) { self = .null }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(floatLiteral value: Double) { self = .double(value) }
    package init(stringLiteral value: String) { self = .string(value) }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }

    /// A key given twice keeps its last value.
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        var object = JSONObject()
        for (key, value) in elements { object[key] = value }
        self = .object(object)
    }
}
