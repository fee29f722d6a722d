import Drift

/// ANSI colours (ECMA-48 SGR) of the text report; every text stays as it is where they are off.
struct TextStyle {
    let isOn: Bool

    func bold(_ text: DisplayText) -> DisplayText { styled(text, bold) }
    func faint(_ text: DisplayText) -> DisplayText { styled(text, faint) }
    func live(_ text: DisplayText) -> DisplayText { styled(text, red) }
    func git(_ text: DisplayText) -> DisplayText { styled(text, green) }

    func verdict(_ label: DisplayText, _ verdict: Verdict) -> DisplayText {
        switch verdict {
        case .inSync: styled(label, green)
        case .drifted, .conflict: styled(label, boldRed)
        case .foreign, .missing, .extra: styled(label, boldYellow)
        case .terminating: styled(label, cyan)
        case .unknown: styled(label, boldMagenta)
        }
    }

    func severity(_ severity: Finding.Severity) -> DisplayText {
        switch severity {
        case .error: styled("error", boldRed)
        case .warning: styled("warning", boldYellow)
        }
    }

    /// In four columns.
    func check(_ status: Checkup.Status) -> DisplayText {
        switch status {
        case .ok: styled("ok  ", green)
        case .warn: styled("warn", boldYellow)
        case .fail: styled("fail", boldRed)
        }
    }

    func summary(_ text: DisplayText, isClean: Bool) -> DisplayText { styled(text, isClean ? green : bold) }

    func tone(_ text: DisplayText, _ tone: TextTable.Tone) -> DisplayText {
        switch tone {
        case .plain: text
        case .faint: styled(text, faint)
        case .good: styled(text, green)
        case .bad: styled(text, boldRed)
        case .attention: styled(text, boldYellow)
        }
    }

    private func styled(_ text: DisplayText, _ start: DisplayText) -> DisplayText {
        guard isOn, !text.text.isEmpty else { return text }
        return "\(start)\(text)\u{1B}[0m"
    }

    private var bold: DisplayText { "\u{1B}[1m" }
    private var faint: DisplayText { "\u{1B}[2m" }
    private var red: DisplayText { "\u{1B}[31m" }
    private var green: DisplayText { "\u{1B}[32m" }
    private var cyan: DisplayText { "\u{1B}[36m" }
    private var boldRed: DisplayText { "\u{1B}[1;31m" }
    private var boldYellow: DisplayText { "\u{1B}[1;33m" }
    private var boldMagenta: DisplayText { "\u{1B}[1;35m" }
}
