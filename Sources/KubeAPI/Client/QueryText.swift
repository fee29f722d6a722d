import ObjectModel

/// The query of a URL, in the order in which parts were added; empty without any.
struct QueryText {
    private(set) var text = ""

    /// A `nil` or empty value adds nothing.
    mutating func add(_ name: String, _ value: String?) {
        guard let value, !value.isEmpty else { return }
        text += "\(text.isEmpty ? "?" : "&")\(name)=\(value.percentEncoded())"
    }
}
