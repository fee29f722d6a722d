/// Finds the name that a person most likely meant.
package enum NearestName {
    /// The candidate with the fewest edits, where that is at most a third of the letters; ties go to the first by name.
    ///
    /// Case does not count. Of very many candidates the first by name are looked at: a hint is not worth a wait.
    package static func of(_ name: String, among candidates: some Sequence<String>) -> String? {
        guard !name.isEmpty else { return nil }
        let limit = max(1, name.count / 3)
        let scored = candidates.sorted().prefix(candidateLimit).map {
            ($0, distance(Array(name.lowercased()), Array($0.lowercased())))
        }
        return scored.filter { $0.1 <= limit }.min { $0.1 < $1.1 }?.0
    }

    private static let candidateLimit = 5_000

    /// Insertions, deletions, replacements and swaps of neighbours (restricted Damerau–Levenshtein distance).
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
        guard abs(left.count - right.count) < 8, left.count < 100 else { return Int.max }
        var rows = [Array(0...right.count)]
        for i in 1...left.count {
            var row = [i]
            for j in 1...right.count {
                let cost = left[i - 1] == right[j - 1] ? 0 : 1
                var best = min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + cost)
                if i > 1, j > 1, left[i - 1] == right[j - 2], left[i - 2] == right[j - 1] {
                    best = min(best, rows[i - 2][j - 2] + 1)
                }
                row.append(best)
            }
            rows.append(row)
        }
        return rows[left.count][right.count]
    }
}
