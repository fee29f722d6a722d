/// One thing that the program can be told to do.
protocol Verb: Sendable {
    static var name: String { get }
    /// One line for the list of verbs.
    static var summary: String { get }
    /// The paragraphs of `reconcile help VERB` above the options.
    static var discussion: String { get }
    static var options: [OptionSpec] { get }

    /// Does it; the answer is the exit code. Throws what the user is told.
    static func run(_ options: ParsedOptions, _ terminal: Terminal) async throws -> Int32
}

extension Verb {
    static var help: String {
        var lines = ["reconcile \(name): \(summary)", "", discussion, "", "Options:"]
        let columns = options.map { option -> (String, String) in
            let short = option.short.map { "-\($0), " } ?? "    "
            return ("  \(short)--\(option.name)\(option.value.map { " \($0)" } ?? "")", option.help)
        }
        let width = (columns.map(\.0.count).max() ?? 0) + 2
        for (name, help) in columns {
            lines.append(name + String(repeating: " ", count: width - name.count) + help)
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
