import ObjectModel

extension JSONValue {
    /// `a map`, `an integer`: the kind of value as a message names it.
    var kindPhrase: String { Self.phrase(kindName) }

    static func phrase(_ noun: String) -> String { (noun.first.map("aeiou".contains) ?? false ? "an " : "a ") + noun }
}
