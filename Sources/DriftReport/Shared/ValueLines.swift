import Drift
import ObjectModel

/// A value as lines for a person: YAML without document marks, members in their order, strings quoted only where
/// leaving the quotes out would change what they are.
enum ValueLines {
    /// Levels that are written out; below stands the number of members.
    private static let depthLimit = 64

    /// The lines of the live and the Git value of one change, for comparing with each other.
    ///
    /// Text of several lines is given as it is, so that a difference within a file in a ConfigMap shows as one.
    static func pair(live: ShownValue, desired: ShownValue) -> (live: [Substring], desired: [Substring]) {
        guard live.isText && desired.isText && (live.hasLineBreak || desired.hasLineBreak) else {
            return (lines(of: live), lines(of: desired))
        }
        let marksEnd = live.endsInLineBreak != desired.endsInLineBreak
        return (textLines(of: live, marksEnd: marksEnd), textLines(of: desired, marksEnd: marksEnd))
    }

    private static func lines(of shown: ShownValue) -> [Substring] {
        switch shown {
        case .absent: return []
        case .masked: return ["(masked)"]
        case .value(let value):
            var writer = ValueWriter(depthLimit: depthLimit)
            writer.write(value, indent: 0, lead: "")
            return writer.lines
        }
    }

    private static func textLines(of shown: ShownValue, marksEnd: Bool) -> [Substring] {
        guard case .value(.string(let text)) = shown else { return lines(of: shown) }
        guard !text.isEmpty else { return ["\"\""] }
        var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Substring.init)
        if lines.last?.isEmpty == true {
            lines.removeLast()
        } else if marksEnd {
            lines.append("(no line break at the end)")
        }
        return lines
    }
}

extension ShownValue {
    /// Text or nothing, so that the other side may be compared line by line.
    fileprivate var isText: Bool {
        switch self {
        case .absent, .value(.string): true
        case .masked, .value: false
        }
    }

    fileprivate var hasLineBreak: Bool {
        guard case .value(.string(let text)) = self else { return false }
        return text.utf8.contains(UInt8(ascii: "\n"))
    }

    /// What is absent has nothing to say about the end of the other.
    fileprivate var endsInLineBreak: Bool? {
        guard case .value(.string(let text)) = self else { return nil }
        return text.utf8.last == UInt8(ascii: "\n")
    }
}

/// Writes one tree as YAML lines.
private struct ValueWriter {
    let depthLimit: Int
    var lines: [Substring] = []

    init(depthLimit: Int) { self.depthLimit = depthLimit }

    /// `lead` is what stands before the value on its first line: `- `, `name: ` or both.
    mutating func write(_ value: JSONValue, indent: Int, lead: String) {
        switch value {
        case .object(let object) where !object.isEmpty && indent < depthLimit:
            for (place, member) in object.members.enumerated() {
                let first = place == 0 ? lead : pad(lead)
                writeMember(member, indent: indent, lead: first)
            }
        case .array(let elements) where !elements.isEmpty && indent < depthLimit:
            for (place, element) in elements.enumerated() {
                write(element, indent: indent + 1, lead: (place == 0 ? lead : pad(lead)) + "- ")
            }
        case .string(let text) where text.utf8.contains(UInt8(ascii: "\n")): writeBlock(text, lead: lead)
        case .string(let text): lines.append(Substring(lead + PlainScalar.text(text)))
        default: lines.append(Substring(lead + value.shortText))
        }
    }

    private mutating func writeMember(_ member: JSONObject.Member, indent: Int, lead: String) {
        let key = lead + PlainScalar.text(member.key) + ":"
        switch member.value {
        case .object(let inner) where !inner.isEmpty && indent < depthLimit:
            lines.append(Substring(key))
            write(.object(inner), indent: indent + 1, lead: pad(lead) + "  ")
        case .array(let elements) where !elements.isEmpty && indent < depthLimit:
            lines.append(Substring(key))
            write(.array(elements), indent: indent + 1, lead: pad(lead) + "  ")
        default: write(member.value, indent: indent + 1, lead: key + " ")
        }
    }

    /// A literal block (YAML 1.2 section 8.1.2), whose lines stand below and to the right of `lead`.
    private mutating func writeBlock(_ text: String, lead: String) {
        let margin = String(lead.prefix { $0 == " " || $0 == "-" }.map { _ in " " }) + "  "
        var parts = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Substring.init)
        let endsInLineBreak = parts.last?.isEmpty == true
        if endsInLineBreak { parts.removeLast() }
        lines.append(Substring(lead + (endsInLineBreak ? "|" : "|-")))
        lines += parts.map { Substring(margin + $0) }
    }

    private func pad(_ lead: String) -> String { String(repeating: " ", count: lead.unicodeScalars.count) }
}

/// When a YAML string needs quotes: cautious, so that what stands without them is a string for every reader.
enum PlainScalar {
    static func text(_ string: String) -> String { isPlain(string) ? string : string.jsonQuoted }

    private static func isPlain(_ string: String) -> Bool {
        guard let first = string.unicodeScalars.first, let last = string.unicodeScalars.last else { return false }
        guard !" -?:,[]{}#&*!|>'\"%@`(=<~.+".unicodeScalars.contains(first), last != " ", last != ":" else {
            return false
        }
        guard string.unicodeScalars.allSatisfy({ $0.isShown && $0 != "\"" && $0 != "\\" }) else { return false }
        return !holdsIndicator(string) && !readsAsOther(string)
    }

    /// `: ` would end a key, ` #` start a comment.
    private static func holdsIndicator(_ string: String) -> Bool {
        var before: UInt8 = 0
        for byte in string.utf8 {
            if before == UInt8(ascii: ":") && byte == UInt8(ascii: " ") { return true }
            if before == UInt8(ascii: " ") && byte == UInt8(ascii: "#") { return true }
            before = byte
        }
        return false
    }

    /// The booleans and nulls of YAML 1.1, and whatever may be a number or a date.
    private static func readsAsOther(_ string: String) -> Bool {
        guard string.utf8.count <= 64 else { return false }
        if ["y", "n", "yes", "no", "on", "off", "true", "false", "null"].contains(string.lowercased()) { return true }
        guard let first = string.utf8.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
            return false
        }
        return string.utf8.allSatisfy { "0123456789abcdefABCDEFxXoO_+-.:TZ ".utf8.contains($0) }
    }
}
