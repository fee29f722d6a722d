/// One of the five fields: its range, its names, and how its text is read.
struct CronField {
    let name: String
    let range: ClosedRange<Int>
    /// Three letters each, from the first value of the range on.
    var names: [String] = []

    static let minute = CronField(name: "minute", range: 0...59)
    static let hour = CronField(name: "hour", range: 0...23)
    static let dayOfMonth = CronField(name: "day of month", range: 1...31)
    static let month = CronField(
        name: "month", range: 1...12,
        names: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"])
    /// 7 is Sunday as well as 0.
    static let dayOfWeek = CronField(
        name: "day of week", range: 0...7, names: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"])

    /// What is wrong with a field, and what to write.
    struct Mistake: Error {
        var detail: String
        var hint: String
    }

    /// The values that `text` names, as bits: a list of values, ranges and steps.
    func values(of text: String) throws(Mistake) -> UInt64 {
        var bits: UInt64 = 0
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            bits |= try selection(of: item, in: text)
        }
        // Sunday by either number is one day.
        if range == Self.dayOfWeek.range, bits & (1 << 7) != 0 { bits = (bits | 1) & ~(1 << 7) }
        return bits
    }

    private func selection(of item: Substring, in text: String) throws(Mistake) -> UInt64 {
        let parts = item.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let bounds = try bounds(of: parts[0], in: text)
        guard parts.count == 2 else { return Self.bits(bounds, step: 1) }
        guard parts[0] == "*" || parts[0].contains("-") else {
            throw mistake(
                "'\(item)' has a step after a single value", "write \(parts[0])-\(range.upperBound)/\(parts[1])")
        }
        guard let step = Self.number(parts[1]), step > 0 else {
            throw mistake("the step of '\(item)' is no number above 0", "write \(parts[0])/2 for every second value")
        }
        guard step <= range.upperBound - range.lowerBound else {
            throw mistake("the step of '\(item)' is larger than the field", "write the values themselves")
        }
        return Self.bits(bounds, step: step)
    }

    private func bounds(of text: Substring, in field: String) throws(Mistake) -> ClosedRange<Int> {
        if text == "*" { return range.lowerBound...(range == Self.dayOfWeek.range ? 6 : range.upperBound) }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count <= 2 else { throw mistake("'\(text)' is no range", "write first-last") }
        let first = try value(of: ends[0], in: field)
        guard ends.count == 2 else { return first...first }
        var last = try value(of: ends[1], in: field)
        // `fri-sun` means the end of the week.
        if range == Self.dayOfWeek.range, last == 0, first > 0 { last = 7 }
        guard first <= last else {
            throw mistake(
                "'\(text)' goes backwards", "write \(first)-\(range.upperBound),\(range.lowerBound)-\(last)")
        }
        return first...last
    }

    private func value(of text: Substring, in field: String) throws(Mistake) -> Int {
        if let number = Self.number(text) {
            guard range.contains(number) else {
                throw mistake(
                    "\(number) is not within \(range.lowerBound) to \(range.upperBound)", "write a value within")
            }
            return number
        }
        if let place = names.firstIndex(of: text.lowercased()) { return range.lowerBound + place }
        guard !text.isEmpty else { throw mistake("'\(field)' lacks a value", "write a value, or *") }
        let known =
            names.isEmpty ? "write a number or *" : "write a number, * or one of \(names.joined(separator: " "))"
        throw mistake("'\(text)' means nothing", known)
    }

    private func mistake(_ detail: String, _ hint: String) -> Mistake {
        Mistake(detail: "\(name): \(detail)", hint: hint)
    }

    /// Digits alone; `Int.init` would take a sign.
    private static func number(_ text: Substring) -> Int? {
        text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(text) : nil
    }

    private static func bits(_ bounds: ClosedRange<Int>, step: Int) -> UInt64 {
        stride(from: bounds.lowerBound, through: bounds.upperBound, by: step).reduce(0) { $0 | 1 << UInt64($1) }
    }
}
