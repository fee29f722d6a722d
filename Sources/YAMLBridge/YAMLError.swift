package import ObjectModel

/// Text that cannot be read as the YAML or JSON it should be, and where.
package struct YAMLError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: Hashable, Sendable {
        /// The text is no YAML; in libyaml's words.
        case syntax
        /// The text of a `.json` file is neither JSON nor YAML.
        case json
        case invalidEncoding
        case duplicateKey
        case unsupportedKey
        case unknownTag
        /// The value is not what its tag says, or is one that JSON has no form for.
        case unsupportedValue
        case badMerge
        case unknownAlias
        case cyclicAlias
        case tooManyAliases(limit: Int)
        case tooDeep(limit: Int)
        case tooLarge(limit: Int)
        case tooManyErrors(limit: Int)
    }

    package let code: Code
    package let location: SourceLocation
    package let detail: String

    init(_ code: Code, _ location: SourceLocation, _ detail: String) {
        self.code = code
        self.location = location
        self.detail = detail
    }

    /// The detail of `duplicateKey`, with where the key stands first.
    static func duplicate(_ key: String, _ first: SourceMark) -> String {
        "the key '\(key)' is already at line \(first.line), column \(first.column)"
    }

    package var description: String {
        "cannot read \(code == .json ? "JSON" : "YAML") '\(location)': \(detail) (hint: \(hint))"
    }

    /// What to do next, as one imperative clause.
    package var hint: String {
        switch code {
        case .syntax: SyntaxHint.hint(for: detail)
        case .json: "correct the JSON at this place"
        case .invalidEncoding: "save the file as UTF-8 without control characters"
        case .duplicateKey: "keep one of them; readers differ in which one they take"
        case .unsupportedKey: "write the key as a string in quotes"
        case .unknownTag: "remove the tag, or use one of !!str, !!int, !!float, !!bool, !!null, !!binary"
        case .unsupportedValue: "write the value in quotes if a string is meant"
        case .badMerge: "give '<<' an alias of a map, a map, or a list of these"
        case .unknownAlias: "define the anchor earlier in the same document; anchors do not reach across '---'"
        case .cyclicAlias: "refer to an anchor that is already complete"
        case .tooManyAliases: "write the repeated parts out, or refer to fewer of them"
        case .tooDeep(let limit): "flatten the document; at most \(limit) levels are read"
        case .tooLarge(let limit): "split the file; at most \(limit) bytes are read"
        case .tooManyErrors: "correct the errors above and read the file again"
        }
    }
}

extension SourceLocation {
    /// Line 1, column 1: for what concerns a file as a whole.
    static func start(of file: String) -> SourceLocation { SourceLocation(file: file, line: 1, column: 1) }
}

/// What helps against the usual causes of libyaml's errors, which name the symptom.
private enum SyntaxHint {
    static func hint(for detail: String) -> String {
        causes.first { detail.contains($0.words) }?.hint ?? "correct the text at this place"
    }

    private static let causes: [(words: String, hint: String)] = [
        ("cannot start any token", "indent with spaces, and quote text that begins with a tab, '@', '`' or '%'"),
        ("tab", "indent with spaces instead of tabs"),
        ("mapping values are not allowed", "check the indentation, and quote text that has ': ' in it"),
        ("unexpected end of stream", "close the quote or bracket that is open"),
        ("unexpected document indicator", "close the quote that is open before '---' or '...'"),
        ("did not find expected ',' or", "close the bracket that is open, or separate its elements with ','"),
        ("did not find expected", "check the indentation and the quotes of this line and those above it"),
        ("could not find expected ':'", "write ': ' after the key, on the same line as the key"),
        ("block sequence entries are not allowed", "begin the list on a line of its own"),
        ("escape", "use an escape that YAML has, or single quotes, where a backslash means itself"),
        ("undefined tag handle", "remove the tag, or declare its handle with %TAG"),
    ]
}
