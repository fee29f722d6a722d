import ObjectModel

extension ParsedOptions {
    /// The option's value as a duration such as `90s` or `10m`, more than zero.
    func duration(_ name: String, default fallback: Duration, verb: String) throws(UsageError) -> Duration {
        guard let text = self[name] else { return fallback }
        guard let parsed = GoDuration(text), parsed.nanoseconds > 0 else {
            throw UsageError("--\(name) is '\(text)'", verb: verb, hint: "write a duration such as 90s or 10m")
        }
        return .nanoseconds(parsed.nanoseconds)
    }

    func integer(
        _ name: String, in range: ClosedRange<Int>, default fallback: Int, verb: String
    ) throws(UsageError) -> Int {
        guard let text = self[name] else { return fallback }
        guard let number = Int(text), range.contains(number) else {
            throw UsageError(
                "--\(name) is '\(text)'", verb: verb,
                hint: "write a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}
