import ObjectModel

/// The table as compact text, for the cache on disk and for the built-in table.
///
/// A line a type, its place being its number: `T name expression`; then `R group version kind number` for each root.
/// Expressions: `*` anything, one letter of `ScalarFormat`, `@n` a type by number, `[e]` an atomic list, `[e]=` a set,
/// `[e]{k1,k2}` an associative list, `{e}` a map, `{e}!` an atomic one, and `(name:e…,…)` a struct, `(…)!` atomic,
/// `(…)+` keeping unknown members. After a member's expression come `!` required, `?` nullable, `~` immutable,
/// `p` presence meaningful, `o` insignificant, and `=` with the default as JSON.
extension TypeTable {
    package var text: String {
        var lines = ["reconcile-schema 1"]
        for type in types { lines.append("T \(type.name.isEmpty ? "-" : type.name) \(type.shape.text)") }
        for (kind, id) in roots.sorted(by: { $0.key < $1.key }) {
            let group = kind.group.isEmpty ? "-" : kind.group
            lines.append("R \(group) \(kind.version) \(kind.kind) \(id.index)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Reads what `text` writes; `nil` for anything else, which a cache then treats as absent.
    package init?(text: String) {
        self.init()
        var lines = text.split(separator: "\n", omittingEmptySubsequences: true).makeIterator()
        guard lines.next() == "reconcile-schema 1" else { return nil }
        while let line = lines.next() {
            guard read(line: line) else { return nil }
        }
        guard types.allSatisfy({ $0.refersOnlyBelow(types.count) }) else { return nil }
    }

    private mutating func read(line: Substring) -> Bool {
        let isType = line.utf8.first == UInt8(ascii: "T")
        let words = line.split(separator: " ", maxSplits: isType ? 2 : 4, omittingEmptySubsequences: false)
        if isType, words.count == 3 {
            var parser = ShapeParser(bytes: Array(words[2].utf8))
            guard let shape = parser.wholeShape() else { return false }
            _ = append(SchemaType(name: words[1] == "-" ? "" : String(words[1]), shape: shape))
            return true
        }
        guard words.first == "R", words.count == 5, let number = Int(words[4]), types.indices.contains(number) else {
            return false
        }
        let kind = GroupVersionKind(
            group: words[1] == "-" ? "" : String(words[1]), version: String(words[2]), kind: String(words[3]))
        setRoot(kind, to: TypeID(index: number))
        return true
    }
}

extension SchemaType {
    fileprivate func refersOnlyBelow(_ count: Int) -> Bool {
        switch shape {
        case .any, .scalar: true
        case .list(let element, _): element.index < count
        case .map(let value, _): value.index < count
        case .object(let object): object.properties.allSatisfy { $0.type.index < count }
        }
    }
}

extension SchemaType.Shape {
    fileprivate var text: String {
        switch self {
        case .any: "*"
        case .scalar(let format): String(UnicodeScalar(format.rawValue))
        case .list(let element, .atomic): "[@\(element.index)]"
        case .list(let element, .set): "[@\(element.index)]="
        case .list(let element, .map(let keys)): "[@\(element.index)]{\(keys.joined(separator: ","))}"
        case .map(let value, let isAtomic): "{@\(value.index)}\(isAtomic ? "!" : "")"
        case .object(let object): object.text
        }
    }
}

extension ObjectShape {
    fileprivate var text: String {
        let members = properties.map(\.text).joined(separator: ",")
        return "(\(members))\(isAtomic ? "!" : "")\(preservesUnknown ? "+" : "")"
    }
}

extension SchemaProperty {
    fileprivate var text: String {
        var text = "\(name):@\(type.index)"
        if isRequired { text += "!" }
        if isNullable { text += "?" }
        if isImmutable { text += "~" }
        switch presence {
        case .unstated: break
        case .meaningful: text += "p"
        case .insignificant: text += "o"
        }
        if let defaultValue { text += "=" + defaultValue.jsonText }
        return text
    }
}

/// Reads one expression; every reference is a number here, as `text` writes them.
private struct ShapeParser {
    let bytes: [UInt8]
    private var place = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func wholeShape() -> SchemaType.Shape? {
        guard let shape = shape(), place == bytes.count else { return nil }
        return shape
    }

    private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let next, UInt32(next) == character.value else { return false }
        place += 1
        return true
    }

    private mutating func shape() -> SchemaType.Shape? {
        guard let first = next else { return nil }
        place += 1
        switch first {
        case UInt8(ascii: "*"): return .any
        case UInt8(ascii: "["): return list()
        case UInt8(ascii: "{"): return map()
        case UInt8(ascii: "("): return object()
        default: return ScalarFormat(rawValue: first).map(SchemaType.Shape.scalar)
        }
    }

    private mutating func reference() -> TypeID? {
        guard take("@") else { return nil }
        var number = 0
        let start = place
        while let digit = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit), place - start < 9 {
            number = number * 10 + Int(digit - UInt8(ascii: "0"))
            place += 1
        }
        return place > start ? TypeID(index: number) : nil
    }

    private mutating func list() -> SchemaType.Shape? {
        guard let element = reference(), take("]") else { return nil }
        if take("=") { return .list(of: element, as: .set) }
        guard take("{") else { return .list(of: element, as: .atomic) }
        guard let close = bytes[place...].firstIndex(of: UInt8(ascii: "}")) else { return nil }
        let keys = bytes[place..<close].split(separator: UInt8(ascii: ",")).map { String(decoding: $0, as: UTF8.self) }
        place = close + 1
        return .list(of: element, as: .map(keys: keys))
    }

    private mutating func map() -> SchemaType.Shape? {
        guard let value = reference(), take("}") else { return nil }
        return .map(of: value, isAtomic: take("!"))
    }

    private mutating func object() -> SchemaType.Shape? {
        var properties: [SchemaProperty] = []
        while next != UInt8(ascii: ")") {
            guard properties.isEmpty || take(","), let property = property() else { return nil }
            properties.append(property)
        }
        place += 1
        let isAtomic = take("!")
        return .object(ObjectShape(properties: properties, preservesUnknown: take("+"), isAtomic: isAtomic))
    }

    private mutating func property() -> SchemaProperty? {
        guard let colon = bytes[place...].firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let name = String(decoding: bytes[place..<colon], as: UTF8.self)
        place = colon + 1
        guard let type = reference() else { return nil }
        var property = SchemaProperty(name: name, type: type)
        property.isRequired = take("!")
        property.isNullable = take("?")
        property.isImmutable = take("~")
        property.presence = take("p") ? .meaningful : take("o") ? .insignificant : .unstated
        if take("=") {
            guard let value = SmallJSON.readPrefix(of: bytes, at: &place) else { return nil }
            property.defaultValue = value
        }
        return property
    }
}
