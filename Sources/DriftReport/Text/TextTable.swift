/// Rows in columns for a terminal; whatever a cell holds, it stays in its line and its column.
package struct TextTable: Sendable {
    /// How a cell is to be taken at a glance.
    package enum Tone: Sendable { case plain, faint, good, bad, attention }

    package struct Cell: Sendable {
        package var text: String
        package var tone: Tone

        package init(_ text: String, _ tone: Tone = .plain) {
            self.text = text
            self.tone = tone
        }
    }

    private let titles: [String]
    private var rows: [[Cell]] = []

    package init(_ titles: [String]) { self.titles = titles }

    /// Appends a row, which has a cell for each title.
    package mutating func add(_ cells: [Cell]) { rows.append(cells) }

    /// The titles, then the rows, each ended by a line feed; the last column is as wide as it comes.
    package func render(usesColour: Bool) -> String {
        let style = TextStyle(isOn: usesColour)
        let shown = rows.map { $0.map { (DisplayText($0.text), $0.tone) } }
        let heads = titles.map { (DisplayText($0), Tone.faint) }
        var widths = [Int](repeating: 0, count: titles.count)
        for row in shown + [heads] {
            for (column, cell) in row.enumerated() where column < widths.count {
                widths[column] = max(widths[column], cell.0.text.count)
            }
        }
        return ([heads] + shown).map { row in
            // Blanks are there for the cells behind them, never at the end of a line.
            var blanks = 0
            var line: DisplayText = ""
            for (column, cell) in row.enumerated() where column < widths.count {
                if !cell.0.text.isEmpty {
                    line += DisplayText(String(repeating: " ", count: blanks)) + style.tone(cell.0, cell.1)
                    blanks = 0
                }
                blanks += widths[column] - cell.0.text.count + 2
            }
            return line.text + "\n"
        }.joined()
    }
}
