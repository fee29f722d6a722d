import ObjectModel

/// What a scalar with a tag of its own means; the tags are those of https://yaml.org/type/.
enum TaggedScalar {
    enum Outcome {
        case value(JSONValue)
        case unknownTag
        /// The text is none of what the tag says; why.
        case unfit(String)
    }

    static let mergeTag = prefix + "merge"
    private static let floatTag = prefix + "float"
    private static let prefix = "tag:yaml.org,2002:"

    /// `!!str` for `tag:yaml.org,2002:str`; other tags as they are.
    static func shortForm(of tag: String) -> String {
        tag.hasPrefix(prefix) ? "!!" + tag.dropFirst(prefix.count) : tag
    }

    static func isKnown(_ tag: String) -> Bool {
        ["str", "int", "float", "bool", "null", "timestamp", "binary", "merge", "map", "seq", "set", "omap", "pairs"]
            .contains { tag == prefix + $0 }
    }

    static func value(of text: String, tag: String) -> Outcome {
        switch shortForm(of: tag) {
        case "!!str", "!!merge", "!": .value(.string(text))
        case "!!int": plain(text, as: tag, if: { $0.isInteger })
        case "!!float": plain(text, as: tag, if: { $0.asFloat != nil })
        case "!!bool": plain(text, as: tag, if: { $0.bool != nil })
        case "!!null": plain(text, as: tag, if: { $0.isNull })
        case "!!timestamp": TimestampText.matches(text) ? .value(.string(text)) : unfit(text, tag)
        case "!!binary": decoded(text)
        default: isKnown(tag) ? .unfit("the tag '\(shortForm(of: tag))' does not fit a scalar") : .unknownTag
        }
    }

    /// The text as if it stood without quotes, if `fits` takes what it means; for `!!float` an integer is rounded.
    private static func plain(_ text: String, as tag: String, if fits: (JSONValue) -> Bool) -> Outcome {
        let value = unsafe Array(text.utf8).withUnsafeBufferPointer { unsafe PlainScalar.value(of: $0) }
        guard fits(value) else { return unfit(text, tag) }
        guard tag == floatTag, let number = value.asFloat else { return .value(value) }
        return .value(.double(number))
    }

    private static func unfit(_ text: String, _ tag: String) -> Outcome {
        .unfit("'\(text.prefix(40))' is no \(shortForm(of: tag))")
    }

    private static func decoded(_ text: String) -> Outcome {
        guard let bytes = Base64.decode(text) else { return .unfit("the !!binary value is not base64") }
        guard let string = String(validating: bytes, as: UTF8.self) else {
            return .unfit("the !!binary value is not UTF-8 when decoded, which a JSON string must be")
        }
        return .value(.string(string))
    }
}

extension JSONValue {
    fileprivate var isInteger: Bool {
        switch self {
        case .integer, .unsigned: true
        default: false
        }
    }

    /// This number as go-yaml has it for `!!float`, which takes no integer above `Int64.max`.
    fileprivate var asFloat: Double? {
        switch self {
        case .double(let number): number
        case .integer(let number): Double(number)
        default: nil
        }
    }
}
