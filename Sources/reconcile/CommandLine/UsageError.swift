import ObjectModel

/// A command line that cannot be understood.
struct UsageError: Error, CustomStringConvertible {
    /// What was called, without its options: they may hold what nobody should read.
    let subject: String
    let detail: String
    let hint: String

    init(_ detail: String, verb: String, hint: String? = nil) {
        subject = verb.isEmpty ? "reconcile" : "reconcile \(verb)"
        self.detail = detail
        self.hint = hint ?? "see 'reconcile help\(verb.isEmpty ? "" : " \(verb)")'"
    }

    var description: String { "cannot read command line '\(subject)': \(detail) (hint: \(hint))" }

    /// The choice that `text` names.
    static func choice<Choice: RawRepresentable & CaseIterable>(
        _ text: String, of option: String, verb: String
    ) throws(UsageError) -> Choice where Choice.RawValue == String {
        if let choice = Choice(rawValue: text) { return choice }
        let names = Choice.allCases.map(\.rawValue)
        throw UsageError(
            "--\(option) is '\(text)'", verb: verb,
            hint: NearestName.of(text, among: names).map { "did you mean '\($0)'?" }
                ?? "use one of \(names.joined(separator: ", "))")
    }

    static func unknown(_ option: String, specs: [OptionSpec], verb: String) -> UsageError {
        let names = specs.map { "--\($0.name)" }
        let near = NearestName.of(option, among: names)
        return UsageError(
            "there is no option \(option)", verb: verb,
            hint: near.map { "did you mean \($0)?" })
    }
}
