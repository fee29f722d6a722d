/// How the collections of a text are laid out; the default is that of `kubectl get -o yaml`.
struct WritingStyle: Hashable, Sendable {
    /// Columns from a key to the keys of the map below it.
    var indent = 2
    /// Columns from a key to the dashes of the list below it.
    var listOffset = 0
    /// The quotes of strings that need some; `nil` for those that a person would choose.
    var quotes: ScalarText.Style?
    /// What flow collections of several lines are indented by, a level.
    var flowUnit: [UInt8] = [0x20, 0x20]
    /// No blanks behind the colons and commas of flow collections.
    var isDense = false
}
