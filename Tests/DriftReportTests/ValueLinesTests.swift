import Drift
import ObjectModel
import Testing

@testable import DriftReport

/// A difference shows what differs, exactly: types, blanks, line ends, nesting.
@Suite struct ValueLinesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var live: ShownValue
        var desired: ShownValue
        var expected: String
    }

    @Test(arguments: [
        Case(testDescription: "numbers", live: .value(5), desired: .value(3), expected: "- 5\n+ 3"),
        Case(
            testDescription: "a number and its text", live: .value("80"), desired: .value(80),
            expected: "- \"80\"\n+ 80"),
        Case(
            testDescription: "a boolean and its text", live: .value("yes"), desired: .value(true),
            expected: "- \"yes\"\n+ true"),
        Case(testDescription: "nothing and null", live: .absent, desired: .value(nil), expected: "+ null"),
        Case(testDescription: "nothing and an empty text", live: .value(""), desired: .absent, expected: "- \"\""),
        Case(
            testDescription: "a blank at the end", live: .value("a "), desired: .value("a"), expected: "- \"a \"\n+ a"),
        Case(
            testDescription: "one line of a text", live: .value("a\nb\nc\n"), desired: .value("a\nB\nc\n"),
            expected: "  a\n- b\n+ B\n  c"),
        Case(
            testDescription: "the line break at the end", live: .value("a\nb"), desired: .value("a\nb\n"),
            expected: "  a\n  b\n- (no line break at the end)"),
        Case(
            testDescription: "tabs, blanks and carriage returns", live: .value("\ta\nb\nc \n"),
            desired: .value("    a\nb\r\nc\n"), expected: "- →   a\n- b\n- c·\n+     a\n+ b\\r\n+ c"),
        Case(
            testDescription: "equal lines far from a difference", live: .value("1\n2\n3\n4\n5\n6\n7\n8\nx\n"),
            desired: .value("1\n2\n3\n4\n5\n6\n7\n8\ny\n"), expected: "  … 5 equal lines …\n  6\n  7\n  8\n- x\n+ y"),
        Case(
            testDescription: "an element of a list", live: .value([["name": "A", "value": "1"]]),
            desired: .value([["name": "A", "value": "1"], ["name": "B", "value": ["c": [1, [2]]]]]),
            expected: "  - name: A\n    value: \"1\"\n+ - name: B\n+   value:\n+     c:\n+       - 1\n+       - - 2"),
        Case(
            testDescription: "a text in a map", live: .absent, desired: .value(["k": "x\ny\n", "l": "z\nz"]),
            expected: "+ k: |\n+   x\n+   y\n+ l: |-\n+   z\n+   z"),
        Case(
            testDescription: "empty maps and lists", live: .value(["a": [], "b": [:]]), desired: .absent,
            expected: "- a: []\n- b: {}"),
        Case(
            testDescription: "text that looks alike", live: .value("e\u{301}"), desired: .value("\u{E9}"),
            expected: "- e\u{301}\n+ \u{E9}"),
    ])
    func shows(_ c: Case) {
        let change = FieldChange(path: FieldPath(), cause: .changed, desired: c.desired, live: c.live)
        let lines = change.diffLines(DiffLimits()).map { "\($0.sign) \($0.text)" as DisplayText }
        #expect(lines.map(\.text).joined(separator: "\n") == c.expected)
    }

    @Test func nestingIsBounded() {
        let deep = (0..<10_000).reduce(JSONValue.integer(1)) { value, _ in .array([value]) }
        let change = FieldChange(path: FieldPath(), cause: .changed, desired: .value(1), live: .value(deep))
        #expect(change.diffLines(DiffLimits()).first?.text.text.hasSuffix("[1 items]") == true)
    }

    @Test(arguments: [
        "", "~", "null", "Yes", "off", "1", "-1", "1.5", "0x1F", "1e3", "1_000", "2026-03-01", "12:30", ".5", "+1",
        "a: b",
        "a:", "a #b", "- a", "? a", "{a", "[a", "*a", "&a", "!a", "|", ">", "'a", "\"a", "%a", "@a", "`a", " a", "a ",
        "(masked)", "=", "<<", "a\\b", "\u{1B}",
    ])
    func quotesWhatWouldBeSomethingElse(_ text: String) { #expect(PlainScalar.text(text) == text.jsonQuoted) }

    @Test(arguments: [
        "a", "nginx:1.27", "nvidia.com/gpu", "500m", "100Gi", "a b", "a-b_c", "https://x/y?z=1", "é", "v1",
    ])
    func leavesTheRestPlain(_ text: String) { #expect(PlainScalar.text(text) == text) }
}
