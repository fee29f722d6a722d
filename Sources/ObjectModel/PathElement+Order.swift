/// The order of structured-merge-diff (`PathElement.Compare`): fields, then keys, values and places; text by its bytes.
extension PathElement: Comparable {
    package static func < (left: PathElement, right: PathElement) -> Bool { left.order(to: right) == .before }

    package func order(to other: PathElement) -> ValueOrder {
        switch (self, other) {
        case (.field(let a), .field(let b)): a.byteOrder(to: b)
        case (.key(let a), .key(let b)): Self.order(a, b)
        case (.value(let a), .value(let b)): a.order(to: b)
        case (.index(let a), .index(let b)): ValueOrder(a, b)
        default: ValueOrder(rank, other.rank)
        }
    }

    private var rank: Int {
        switch self {
        case .field: 0
        case .key: 1
        case .value: 2
        case .index: 3
        }
    }

    private static func order(_ left: [KeyMember], _ right: [KeyMember]) -> ValueOrder {
        for (a, b) in zip(left, right) {
            let byName = a.name.byteOrder(to: b.name)
            if byName != .same { return byName }
            let byValue = a.value.order(to: b.value)
            if byValue != .same { return byValue }
        }
        return ValueOrder(left.count, right.count)
    }
}

/// How one value stands to another in a total order.
package enum ValueOrder: Sendable {
    case before, same, after

    init<Value: Comparable>(_ left: Value, _ right: Value) {
        self = left < right ? .before : left == right ? .same : .after
    }
}

extension String {
    /// By UTF-8 bytes, as Go orders strings; Swift's own order counts canonical equivalents as equal.
    package func byteOrder(to other: String) -> ValueOrder {
        var left = utf8.makeIterator()
        var right = other.utf8.makeIterator()
        while true {
            switch (left.next(), right.next()) {
            case (nil, nil): return .same
            case (nil, _): return .before
            case (_, nil): return .after
            case (let a?, let b?):
                if a != b { return a < b ? .before : .after }
            }
        }
    }
}

extension JSONValue {
    /// The total order of structured-merge-diff (`value.Compare`): numbers, strings, booleans, lists, maps, null.
    package func order(to other: JSONValue) -> ValueOrder {
        switch (self, other) {
        case (.string(let a), .string(let b)): a.byteOrder(to: b)
        case (.bool(let a), .bool(let b)): ValueOrder(a ? 1 : 0, b ? 1 : 0)
        case (.array(let a), .array(let b)): Self.order(a, b)
        case (.object(let a), .object(let b)): Self.order(a, b)
        default: numberOrder(to: other) ?? ValueOrder(rank, other.rank)
        }
    }

    private func numberOrder(to other: JSONValue) -> ValueOrder? {
        switch (self, other) {
        case (.integer(let a), .integer(let b)): ValueOrder(a, b)
        case (.unsigned(let a), .unsigned(let b)): ValueOrder(a, b)
        case (.integer, .unsigned): .before
        case (.unsigned, .integer): .after
        default: number.flatMap { a in other.number.map { ValueOrder(a, $0) } }
        }
    }

    /// As a `Double`, however it is written; `nil` for anything but a number.
    private var number: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .unsigned(let number): Double(number)
        case .double(let number): number
        default: nil
        }
    }

    private var rank: Int {
        switch self {
        case .integer, .unsigned, .double: 0
        case .string: 1
        case .bool: 2
        case .array: 3
        case .object: 4
        case .null: 5
        }
    }

    private static func order(_ left: [JSONValue], _ right: [JSONValue]) -> ValueOrder {
        for (a, b) in zip(left, right) {
            let order = a.order(to: b)
            if order != .same { return order }
        }
        return ValueOrder(left.count, right.count)
    }

    private static func order(_ left: JSONObject, _ right: JSONObject) -> ValueOrder {
        for (a, b) in zip(left.sortedByBytes, right.sortedByBytes) {
            let byKey = a.key.byteOrder(to: b.key)
            if byKey != .same { return byKey }
            let byValue = a.value.order(to: b.value)
            if byValue != .same { return byValue }
        }
        return ValueOrder(left.count, right.count)
    }
}

extension JSONObject {
    fileprivate var sortedByBytes: [Member] { members.sorted { $0.key.byteOrder(to: $1.key) == .before } }
}
