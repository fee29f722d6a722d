import DriftReport
import Testing

/// Columns stay columns whatever the cells hold, with colour and without.
@Suite struct TextTableTests {
    private static func table(_ rows: [[TextTable.Cell]]) -> TextTable {
        var table = TextTable(["NAME", "STATE", "NOTE"])
        for row in rows { table.add(row) }
        return table
    }

    @Test func columnsAreAsWideAsTheirWidestCell() {
        let table = Self.table([
            [TextTable.Cell("a"), TextTable.Cell("reverted", .good), TextTable.Cell("")],
            [TextTable.Cell("a-long-name"), TextTable.Cell("open"), TextTable.Cell("a note")],
        ])
        #expect(
            table.render(usesColour: false) == """
                NAME         STATE     NOTE
                a            reverted
                a-long-name  open      a note

                """)
    }

    @Test func colourDoesNotCountAsWidth() {
        let table = Self.table([
            [TextTable.Cell("a", .bad), TextTable.Cell("b", .attention), TextTable.Cell("c", .faint)]
        ])
        #expect(
            table.render(usesColour: true) == """
                \u{1B}[2mNAME\u{1B}[0m  \u{1B}[2mSTATE\u{1B}[0m  \u{1B}[2mNOTE\u{1B}[0m
                \u{1B}[1;31ma\u{1B}[0m     \u{1B}[1;33mb\u{1B}[0m      \u{1B}[2mc\u{1B}[0m

                """)
    }

    @Test func aCellCannotLeaveItsLine() {
        let table = Self.table([[TextTable.Cell("a\nb"), TextTable.Cell("\u{1B}[2J"), TextTable.Cell("\u{202E}c")]])
        #expect(
            table.render(usesColour: false) == """
                NAME  STATE      NOTE
                a\\nb  \\u{1b}[2J  \\u{202e}c

                """)
    }

    @Test func withoutRowsThereAreTheTitles() {
        #expect(Self.table([]).render(usesColour: false) == "NAME  STATE  NOTE\n")
    }
}
