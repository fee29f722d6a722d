/// What stands for a placeholder, and what a column holds.
enum SQLValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case text(String)

    /// NUL is replaced, since PostgreSQL's text cannot hold it.
    static func shown(_ text: String) -> SQLValue {
        .text(text.utf8.contains(0) ? text.replacing("\0", with: "\u{FFFD}") : text)
    }

    static func optional(_ number: Int64?) -> SQLValue { number.map(SQLValue.integer) ?? .null }
}

/// SQL with its values: the text is made of this program's literals alone, every value is bound.
///
/// Both databases read the same text. Placeholders are `$1`, `$2` in their order; SQLite takes these for names, which
/// it numbers by the same order.
struct SQLStatement: Sendable {
    private(set) var text = ""
    private(set) var values: [SQLValue] = []

    /// Puts `more` behind this; its placeholders are numbered on.
    mutating func append(_ more: SQLStatement) {
        for part in more.parts {
            switch part {
            case .literal(let literal): write(literal)
            case .value(let value): bind(value)
            }
        }
    }

    private enum Part {
        case literal(String)
        case value(SQLValue)
    }

    private var parts: [Part] = []

    private mutating func write(_ literal: String) {
        text += literal
        parts.append(.literal(literal))
    }

    private mutating func bind(_ value: SQLValue) {
        values.append(value)
        text += "$\(values.count)"
        parts.append(.value(value))
    }
}

extension SQLStatement: ExpressibleByStringInterpolation {
    /// Takes literals as they are; a value becomes a placeholder, and text of any other origin has no way in.
    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var statement: SQLStatement = ""

        init(literalCapacity: Int, interpolationCount: Int) {}

        mutating func appendLiteral(_ literal: StaticString) { statement.write(literal.description) }
        mutating func appendInterpolation(_ value: SQLValue) { statement.bind(value) }
        mutating func appendInterpolation(_ part: SQLStatement) { statement.append(part) }
    }

    init(stringLiteral literal: StaticString) { write(literal.description) }
    init(stringInterpolation interpolation: StringInterpolation) { self = interpolation.statement }
}

/// One row of an answer.
struct SQLRow {
    let values: [SQLValue]

    /// What a column holds that this program never writes there.
    struct Mismatch: Error {
        let column: Int
    }

    func text(_ column: Int) throws(Mismatch) -> String {
        guard column < values.count, case .text(let text) = values[column] else { throw Mismatch(column: column) }
        return text
    }

    /// PostgreSQL answers in text.
    func integer(_ column: Int) throws(Mismatch) -> Int64 {
        guard let number = try optionalInteger(column) else { throw Mismatch(column: column) }
        return number
    }

    func optionalInteger(_ column: Int) throws(Mismatch) -> Int64? {
        guard column < values.count else { throw Mismatch(column: column) }
        switch values[column] {
        case .null: return nil
        case .integer(let number): return number
        case .text(let text):
            guard let number = Int64(text) else { throw Mismatch(column: column) }
            return number
        }
    }
}
