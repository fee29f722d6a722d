import Testing

/// docs/operating.md, of which tests hold some parts to be true.
enum OperatingGuide {
    static func text() throws -> String { try Scratch.text("\(Fixtures.root)/docs/operating.md") }

    /// The code block that follows `mark`.
    static func block(after mark: String) throws -> String {
        let lines = try text().split(separator: "\n", omittingEmptySubsequences: false)
        let rest = lines.drop { $0 != mark }.drop { !$0.hasPrefix("```") }.dropFirst()
        let block = rest.prefix { $0 != "```" }
        try #require(!block.isEmpty, "the guide has no block after \(mark)")
        return block.joined(separator: "\n") + "\n"
    }

    /// The anchors of its headings, as the forges make them.
    static func anchors() throws -> Set<String> {
        let headings = try text().split(separator: "\n").filter { $0.hasPrefix("#") }
        return Set(
            headings.map { heading in
                let words = heading.drop { $0 == "#" || $0 == " " }.lowercased()
                return String(words.filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" || $0 == "_" })
                    .replacing(" ", with: "-")
            })
    }

    /// The metrics of its table, by name.
    static func metrics() throws -> Set<String> {
        let rows = try text().split(separator: "\n").filter {
            $0.hasPrefix("| `reconcile_") || $0.hasPrefix("| `process_")
        }
        let names = rows.flatMap { row in
            row.split(separator: "|")[0].split(separator: "`").filter { $0.contains("_") }
        }
        return Set(names.map { name in String(name.prefix { $0 != "{" }) })
    }
}
