/// The name that a person most likely meant.
enum NearestName {
    /// The one of `names` with the fewest edits from `name`, if those are few for its length; ties go by order.
    static func of(_ name: String, in names: [String]) -> String? {
        let wanted = Array(name.unicodeScalars.prefix(lengthLimit))
        let limit = max(1, wanted.count / 3)
        var best: (name: String, edits: Int)?
        for candidate in names.prefix(countLimit) {
            let scalars = Array(candidate.unicodeScalars.prefix(lengthLimit))
            guard abs(scalars.count - wanted.count) <= limit else { continue }
            let edits = edits(from: wanted, to: scalars)
            if edits <= limit, edits < best?.edits ?? .max { best = (candidate, edits) }
        }
        return best?.name
    }

    /// Scalars of a name that are compared: names are short, and the work grows with the square.
    private static let lengthLimit = 128

    /// Names that are looked at: a suggestion is not worth a wait.
    private static let countLimit = 5_000

    /// Levenshtein's distance: insertions, deletions and replacements.
    private static func edits(from left: [Unicode.Scalar], to right: [Unicode.Scalar]) -> Int {
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, b) in right.enumerated() {
                let replaced = diagonal + (a == b ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
            }
        }
        return row[right.count]
    }
}
