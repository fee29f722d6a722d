import DriftReport
import Testing

/// A patch says what `git apply` needs to know, and shows no line that must not be shown.
@Suite struct FilePatchTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var path = "a.yaml"
        var old: String
        var new: String
        var visible: [ClosedRange<Int>]?
        var expected: String
    }

    static let cases = [
        Case(testDescription: "nothing changes", old: "a\nb\n", new: "a\nb\n", expected: ""),
        Case(
            testDescription: "a line in the middle", old: "1\n2\n3\n4\n5\n6\n7\n8\n9\n",
            new: "1\n2\n3\n4\nx\n6\n7\n8\n9\n",
            expected: "--- a/a.yaml\n+++ b/a.yaml\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n"),
        Case(
            testDescription: "two places far apart are two hunks", old: "1\n2\n3\n4\n5\n6\n7\n8\n9\n",
            new: "x\n2\n3\n4\n5\n6\n7\n8\n",
            expected:
                "--- a/a.yaml\n+++ b/a.yaml\n@@ -1,4 +1,4 @@\n-1\n+x\n 2\n 3\n 4\n@@ -6,4 +6,3 @@\n 6\n 7\n 8\n-9\n"),
        Case(
            testDescription: "a line at the end of a text without a line break there", old: "1\n2", new: "1\n2\n3",
            expected: "--- a/a.yaml\n+++ b/a.yaml\n@@ -1,2 +1,3 @@\n 1\n-2\n\\ No newline at end of file\n+2\n+3\n"
                + "\\ No newline at end of file\n"),
        Case(
            testDescription: "CRLF", old: "1\r\n2\r\n", new: "1\r\n3\r\n",
            expected: "--- a/a.yaml\n+++ b/a.yaml\n@@ -1,2 +1,2 @@\n 1\r\n-2\r\n+3\r\n"),
        Case(
            testDescription: "letters that Swift takes for equal", old: "\u{E9}\n", new: "e\u{301}\n",
            expected: "--- a/a.yaml\n+++ b/a.yaml\n@@ -1,1 +1,1 @@\n-\u{E9}\n+e\u{301}\n"),
        Case(
            testDescription: "names with blanks and quotes", path: "a \"b\".yaml", old: "1\n", new: "2\n",
            expected: "--- \"a/a \\\"b\\\".yaml\"\t\n+++ \"b/a \\\"b\\\".yaml\"\t\n@@ -1,1 +1,1 @@\n-1\n+2\n"),
        Case(
            testDescription: "only the lines of the document are shown", old: "s\ns\n---\na\nb\n---\ns\ns\n",
            new: "s\ns\n---\na\nc\n---\ns\ns\n", visible: [3...6],
            expected: "--- a/a.yaml\n+++ b/a.yaml\n@@ -3,4 +3,4 @@\n ---\n a\n-b\n+c\n ---\n"),
    ]

    @Test(arguments: cases) func renders(_ item: Case) {
        let patch = FilePatch(
            path: item.path, old: Array(item.old.utf8), new: Array(item.new.utf8), visible: item.visible)
        let lines = patch.render().split(separator: "\n", maxSplits: 1)
        #expect(lines.last.map(String.init) ?? "" == item.expected)
    }

    @Test func aTerminalIsNotCommanded() {
        let patch = FilePatch(path: "a.json", old: Array("\u{9B}1m\n".utf8), new: Array("\u{1B}[2J\n".utf8))
        #expect(
            !patch.render(to: .terminal(usesColour: false)).unicodeScalars.contains {
                "\u{1B}\u{9B}".unicodeScalars.contains($0)
            })
        #expect(patch.render(to: .terminal(usesColour: true)).contains("\u{1B}[31m-\\u{9b}1m\u{1B}[0m"))
    }
}
