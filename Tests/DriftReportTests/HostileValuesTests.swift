import Drift
import DriftReport
import ObjectModel
import Testing

/// What stands in a cluster is written by anyone: no value may act on a terminal, a page, a parser or a forge.
@Suite struct HostileValuesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// Holds `EVIL`, by which a test finds what came from here.
        var text: String
    }

    static let cases = [
        Case(testDescription: "an escape sequence that clears the screen", text: "\u{1B}[2J\u{1B}]0;EVIL\u{07}"),
        Case(testDescription: "an eight-bit control sequence", text: "\u{9B}31mEVIL\u{9D}"),
        Case(testDescription: "carriage returns and backspaces that overwrite", text: "EVIL\r\u{8}\u{8}in sync\u{7F}"),
        Case(testDescription: "text whose order is turned round", text: "\u{202E}EVIL\u{2066}x\u{2069}\u{200F}"),
        Case(testDescription: "characters that show nothing", text: "EV\u{200B}IL EVIL\u{FEFF}\u{E0041}\u{AD}\u{3164}"),
        Case(testDescription: "line separators that are no line feeds", text: "EVIL\u{2028}EVIL\u{85}EVIL\u{0B}\u{0C}"),
        Case(testDescription: "a script", text: "</pre></td><script>EVIL()</script><img src=x onerror=EVIL>"),
        Case(testDescription: "quotes that leave an attribute", text: "\" onclick=\"EVIL\" ' autofocus='EVIL"),
        Case(testDescription: "the end of a comment and of CDATA", text: "--> EVIL ]]> <!-- EVIL"),
        Case(testDescription: "a closing style and title", text: "</style></title>EVIL"),
        Case(testDescription: "code fences and backticks", text: "``` EVIL ````\n````` `EVIL`` EVIL\n~~~\n# EVIL"),
        Case(testDescription: "a backtick alone", text: "EVIL ` @EVIL"),
        Case(testDescription: "a bar alone", text: "EVIL | EVIL"),
        Case(testDescription: "a fence as a line", text: "EVIL\n`````\nEVIL"),
        Case(testDescription: "the end of a comment in a name", text: "EVIL--EVIL-->"),
        Case(testDescription: "mentions and references", text: "@EVIL #1 !2 org/EVIL#3 /close EVIL ~EVIL GH-4"),
        Case(
            testDescription: "links and images",
            text: "[EVIL](https://evil.test/EVIL) ![EVIL](x) <https://evil.test/EVIL>"),
        Case(testDescription: "table cells", text: "EVIL | EVIL \\| EVIL \\\\| `|` EVIL"),
        Case(testDescription: "closing details", text: "EVIL\n\n</details>\n\n# EVIL"),
        Case(testDescription: "nothing but a backslash and blanks", text: "  EVIL \\ "),
        Case(testDescription: "code points that XML 1.0 forbids", text: "EVIL\u{0}\u{1}\u{FFFE}\u{FFFF}\u{1F}"),
        Case(testDescription: "names and numbers of placeholders", text: "EVIL {0} %s \\(x) $(EVIL) ${EVIL}"),
    ]

    @Test(arguments: cases) func textActsOnNoTerminal(_ c: Case) {
        let text = ReportFormat.text.render([Self.report(c.text)])
        #expect(text.contains("EVIL"))
        #expect(Self.isInert(text))
        var options = ReportOptions()
        options.usesColour = true
        let coloured = ReportFormat.text.render([Self.report(c.text)], options: options)
        #expect(Self.isInert(coloured.replacingSequences()))
    }

    @Test(arguments: cases) func jsonKeepsEveryScalarAndShowsNone(_ c: Case) throws {
        let text = ReportFormat.json.render([Self.report(c.text)])
        #expect(Self.isInert(text))
        let value = try #require(SmallJSON.read(text))
        let object = try #require(value["items"]?.array?.first?["objects"]?.array?.first)
        let objects = value["items"]?.array?.first?["objects"]?.array
        let change = try #require(objects?.compactMap { $0["changes"]?.array?.first }.first)
        #expect(Array(try #require(object["name"]?.string).unicodeScalars) == Array(c.text.unicodeScalars))
        #expect(
            change["live"]?["value"]?.string?.unicodeScalars.count
                == c.text.unicodeScalars.count)
    }

    @Test(arguments: cases) func sarifStaysJSONAndHasNoLinks(_ c: Case) throws {
        let text = ReportFormat.sarif.render([Self.report(c.text)])
        #expect(Self.isInert(text))
        let run = try #require(SmallJSON.read(text)?["runs"]?.array?.first)
        for result in try #require(run["results"]?.array) {
            #expect(try !#require(result["message"]?["text"]?.string).contains("]("))
            let location = try #require(result["locations"]?.array?.first?["physicalLocation"]?["artifactLocation"])
            let uri = try #require(location["uri"]?.string)
            #expect(uri.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"<>\"{}|\\^`#?".utf8.contains($0) })
        }
    }

    @Test(arguments: cases) func htmlHasOnlyOurTags(_ c: Case) throws {
        let page = ReportFormat.html.render([Self.report(c.text)])
        #expect(Self.isInert(page))
        let tags = try TagScan(page, voids: ["meta", "br"])
        #expect(tags.isBalanced)
        #expect(tags.names.isSubset(of: TagScan.pageTags))
        #expect(tags.attributes.isSubset(of: TagScan.pageAttributes))
        #expect(!tags.attributeText.contains("EVIL"))
    }

    @Test(arguments: cases) func junitIsWellFormed(_ c: Case) throws {
        let text = ReportFormat.junit.render([Self.report(c.text)])
        #expect(Self.isInert(text))
        let tags = try TagScan(text, voids: [])
        #expect(tags.isBalanced)
        #expect(tags.names.isSubset(of: TagScan.suiteTags))
    }

    @Test(arguments: cases) func markdownHoldsDataOnlyInCode(_ c: Case) {
        let text = ReportFormat.markdown.render([Self.report(c.text), Self.report("staging")])
        #expect(Self.isInert(text))
        #expect(text.contains("EVIL"))
        #expect(!MarkdownScan.withoutCode(text).contains("EVIL"))
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let rows = lines.filter { $0.hasPrefix("|") }
        #expect(rows.count == 4, "a value has left its row of the table")
        #expect(Set(rows.map { row in row.count { $0 == "|" } }).count == 1, "a value has left its cell of the table")
        #expect(
            lines[0].hasPrefix("<!-- ") && lines[0].hasSuffix(" -->")
                && !lines[0].dropFirst(4).dropLast(3).contains("--"))
    }

    /// Whether nothing in `text` acts or hides: line feeds aside, each scalar has a mark or is a blank.
    private static func isInert(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            if scalar == "\n" { return true }
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse:
                return false
            default: return !scalar.properties.isDefaultIgnorableCodePoint
            }
        }
    }

    /// A report in which every string that anyone else can write is `text`.
    static func report(_ text: String) -> Report {
        let place = SourceLocation(file: text, line: 3, column: 5)
        let key = ObjectKey(groupKind: GroupKind(group: text, kind: text), namespace: text, name: text)
        let owner = FieldOwner(manager: text, operation: .update, subresource: text, time: text)
        let path = FieldPath([.field(text), .key([KeyMember(name: text, value: .string(text))]), .value(.string(text))])
        let values: [(live: ShownValue, desired: ShownValue)] = [
            (.value(.string(text)), .value("ours")),
            (
                .value([.string(text), .object(JSONObject(uniqueMembers: [.init(key: text, value: .string(text))]))]),
                .value("ours")
            ),
            // The hostile lines are equal, so that they stand between the others.
            (.value(.string("live\n\(text)\n")), .value(.string("ours\n\(text)\n"))), (.absent, .value("ours")),
        ]
        let changes = values.map {
            FieldChange(
                path: path, cause: .changed, desired: $0.desired, live: $0.live, owner: owner, location: place,
                hint: text)
        }
        let objects = Verdict.allCases.map {
            ObjectDrift(
                key: key, apiVersion: text, verdict: $0, changes: $0 == .inSync || $0 == .unknown ? [] : changes,
                location: place, reason: $0 == .unknown || $0 == .conflict ? text : nil, notes: [text])
        }
        return Report(
            subject: Report.Subject(
                environment: text, repository: text, revision: text, ref: text, cluster: text, location: place),
            checkedAt: "2026-03-02T09:30:00Z", duration: .seconds(1), objects: objects.reversed(),
            findings: [.error, .warning].map {
                Finding(severity: $0, rule: "some-rule", message: text, location: place, object: key)
            },
            gaps: [text])
    }
}

extension String {
    /// Without the colours of the text report, which end in `m` and hold digits and semicolons alone.
    fileprivate func replacingSequences() -> String {
        split(separator: "\u{1B}[", omittingEmptySubsequences: false).enumerated().map { place, part in
            guard place > 0 else { return String(part) }
            let rest = part.drop { $0.isNumber || $0 == ";" }
            return rest.first == "m" ? String(rest.dropFirst()) : "\u{1B}" + part
        }.joined()
    }
}
