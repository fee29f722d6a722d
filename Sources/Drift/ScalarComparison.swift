import ObjectModel
import OpenAPISchema

/// Whether two scalars mean the same to the API server.
enum ScalarComparison {
    /// Equal as they stand, or by the meaning that `format` gives both.
    static func areEqual(_ desired: JSONValue, _ live: JSONValue, as format: ScalarFormat?) -> Bool {
        if desired == live { return true }
        switch format {
        case .quantity: return same(Quantity(desired), Quantity(live))
        case .duration: return same(desired.string.flatMap(GoDuration.init), live.string.flatMap(GoDuration.init))
        case .dateTime: return sameInstant(desired, live)
        case .bytes:
            return same(desired.string.flatMap { Base64.decode($0) }, live.string.flatMap { Base64.decode($0) })
        case .string, .integer, .number, .boolean, .intOrString, nil: return false
        }
    }

    /// For two texts that differ and would not, had the schema said what they are.
    static func hint(_ desired: JSONValue, _ live: JSONValue?, as format: ScalarFormat?) -> String? {
        guard format != .duration, let live, areEqual(desired, live, as: .duration) else { return nil }
        return
            "both are the same duration, but the schema does not say that this is one: write it as the cluster has it"
    }

    private static func same<Value: Equatable>(_ left: Value?, _ right: Value?) -> Bool {
        left != nil && left == right
    }

    /// `metav1.Time` keeps whole seconds: a fraction that one side has and the other lost is none.
    private static func sameInstant(_ left: JSONValue, _ right: JSONValue) -> Bool {
        guard let first = left.string.flatMap({ Timestamp($0) }), let second = right.string.flatMap({ Timestamp($0) })
        else { return false }
        return first == second
            || first.seconds == second.seconds && (first.nanoseconds == 0 || second.nanoseconds == 0)
    }

    /// Whether Git has a number or a boolean where the API wants a string: YAML that lacks quotes.
    static func lacksQuotes(_ desired: JSONValue, as format: ScalarFormat?) -> Bool {
        switch (format, desired) {
        case (.string, .bool), (.string, .integer), (.string, .unsigned), (.string, .double): true
        case (.dateTime, .integer), (.bytes, .integer), (.dateTime, .bool), (.bytes, .bool): true
        default: false
        }
    }
}
