import Drift

/// A command line that cannot be understood.
struct UsageError: Error, CustomStringConvertible {
    let detail: String
    let hint: String

    init(_ detail: String, verb: String, hint: String? = nil) {
        self.detail = detail
        self.hint = hint ?? "see 'reconcile help\(verb.isEmpty ? "" : " \(verb)")'"
    }

    var description: String { "cannot read the command line: \(detail) (hint: \(hint))" }

    static func unknown(_ option: String, specs: [OptionSpec], verb: String) -> UsageError {
        let names = specs.map { "--\($0.name)" }
        let near = NearestName.of(option, among: names)
        return UsageError(
            "there is no option \(option)\(verb.isEmpty ? "" : " for '\(verb)'")", verb: verb,
            hint: near.map { "did you mean \($0)?" })
    }
}
