import ObjectModel

/// Writes collections in brackets: in one line, or a line for each member.
struct FlowEmitter {
    let style: WritingStyle
    let isJSON: Bool
    /// Strings and keys in double quotes even where they need none.
    let quotesAll: Bool
    private(set) var bytes: [UInt8] = []

    init(style: WritingStyle, isJSON: Bool, quotesAll: Bool) {
        self.style = style
        self.isJSON = isJSON
        self.quotesAll = quotesAll
    }

    /// `margin` is what the line begins with that the value stands on; without one the value stands on one line.
    mutating func value(_ value: JSONValue, margin: [UInt8]?) {
        switch value {
        case .object(let object): self.object(object, margin: margin)
        case .array(let elements): array(elements, margin: margin)
        case .string(let text): string(text)
        case .null: bytes += "null".utf8
        case .bool(let flag): bytes += (flag ? "true" : "false").utf8
        case .integer(let number): bytes += String(number).utf8
        case .unsigned(let number): bytes += String(number).utf8
        case .double(let number): bytes += number.jsonText.utf8
        }
    }

    mutating func member(_ key: String, _ value: JSONValue, margin: [UInt8]?) {
        string(key)
        bytes += (style.isDense ? ":" : ": ").utf8
        self.value(value, margin: margin)
    }

    private mutating func object(_ object: JSONObject, margin: [UInt8]?) {
        bytes.append(UInt8(ascii: "{"))
        let inner = margin.map { $0 + style.flowUnit }
        for (place, member) in object.members.enumerated() {
            separate(place, inner)
            self.member(member.key, member.value, margin: inner)
        }
        if !object.isEmpty { breakLine(margin) }
        bytes.append(UInt8(ascii: "}"))
    }

    private mutating func array(_ elements: [JSONValue], margin: [UInt8]?) {
        bytes.append(UInt8(ascii: "["))
        let inner = margin.map { $0 + style.flowUnit }
        for (place, element) in elements.enumerated() {
            separate(place, inner)
            value(element, margin: inner)
        }
        if !elements.isEmpty { breakLine(margin) }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func separate(_ place: Int, _ margin: [UInt8]?) {
        if place > 0 {
            bytes.append(UInt8(ascii: ","))
            if margin == nil, !style.isDense { bytes.append(UInt8(ascii: " ")) }
        }
        breakLine(margin)
    }

    private mutating func breakLine(_ margin: [UInt8]?) {
        guard let margin else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes += margin
    }

    private mutating func string(_ text: String) {
        if isJSON {
            text.appendJSONQuoted(to: &bytes)
        } else if quotesAll {
            bytes += ScalarText(text, as: .doubleQuoted).bytes(column: 0)
        } else {
            bytes += ScalarText(inFlow: text, quotes: style.quotes).bytes(column: 0)
        }
    }
}

extension ScalarText {
    /// For a place in brackets, where commas and brackets end a string without quotes, and `?` does for some readers.
    init(inFlow text: String, quotes: Style?) {
        let quoted = text.utf8.contains { ",?[]{}".utf8.contains($0) }
        let traits = ScalarTraits(text)
        guard quoted, !traits.hasSpecials, !traits.hasLineBreaks, !traits.hasTabs else {
            self.init(text, allowsBlock: false, quotes: quotes)
            return
        }
        self.init(text, as: quotes ?? .singleQuoted)
    }
}
