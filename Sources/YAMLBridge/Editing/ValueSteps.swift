import ObjectModel

/// One step of turning a value into another, at a place as it is after the steps before.
struct ValueStep {
    var tokens: [String]
    var operation: DocumentEdit.Operation
}

/// Turns one value into another by changing as little as possible, so that what stands around a change stays.
enum ValueSteps {
    static func steps(from old: JSONValue, to new: JSONValue, at tokens: [String]) -> [ValueStep] {
        guard old != new else { return [] }
        switch (old, new) {
        case (.object(let a), .object(let b)): return steps(from: a, to: b, at: tokens)
        case (.array(let a), .array(let b)): return steps(from: a, to: b, at: tokens)
        default: return [ValueStep(tokens: tokens, operation: .set(new))]
        }
    }

    /// What is new comes before what goes, so that no map is empty in between.
    private static func steps(from old: JSONObject, to new: JSONObject, at tokens: [String])
        -> [ValueStep]
    {
        let (before, after) = (old.index(), new.index())
        var steps: [ValueStep] = []
        for member in old.members {
            guard let place = after[member.key] else { continue }
            steps += self.steps(
                from: member.value, to: new.members[place].value, at: tokens + [member.key])
        }
        for member in new.members where before[member.key] == nil {
            steps.append(ValueStep(tokens: tokens + [member.key], operation: .insert(member.value)))
        }
        for member in old.members where after[member.key] == nil {
            steps.append(ValueStep(tokens: tokens + [member.key], operation: .remove))
        }
        return steps
    }

    /// From the last place to the first, so that every index is right when it is used.
    private static func steps(from old: [JSONValue], to new: [JSONValue], at tokens: [String])
        -> [ValueStep]
    {
        CommonRuns.gaps(between: old, and: new).reversed().flatMap { gap in
            steps(in: gap, from: old, to: new, at: tokens)
        }
    }

    /// Elements of one gap are taken for the same by their name, or by their place where as many go as come.
    private static func steps(
        in gap: CommonRuns.Gap, from old: [JSONValue], to new: [JSONValue], at tokens: [String]
    ) -> [ValueStep] {
        var steps: [ValueStep] = []
        var (oldEnd, newEnd) = (gap.old.upperBound, gap.new.upperBound)
        func closeGap(from oldStart: Int, _ newStart: Int) {
            for place in (newStart..<newEnd).reversed() {
                steps.append(ValueStep(tokens: tokens + [String(oldEnd)], operation: .insert(new[place])))
            }
            for place in (oldStart..<oldEnd).reversed() {
                steps.append(ValueStep(tokens: tokens + [String(place)], operation: .remove))
            }
        }
        for (left, right) in pairs(in: gap, old, new).reversed() {
            closeGap(from: left + 1, right + 1)
            steps += self.steps(from: old[left], to: new[right], at: tokens + [String(left)])
            (oldEnd, newEnd) = (left, right)
        }
        closeGap(from: gap.old.lowerBound, gap.new.lowerBound)
        return steps
    }

    private static func pairs(in gap: CommonRuns.Gap, _ old: [JSONValue], _ new: [JSONValue]) -> [(Int, Int)] {
        let names = (gap.old.map { old[$0].elementName }, gap.new.map { new[$0].elementName })
        guard names.0.contains(where: { $0 != nil }), names.0 != names.1 else {
            return gap.old.count == gap.new.count ? Array(zip(gap.old, gap.new)) : []
        }
        var pairs: [(Int, Int)] = []
        var next = 0
        for (place, name) in names.0.enumerated() {
            guard let name, let match = names.1[next...].firstIndex(of: name) else { continue }
            pairs.append((gap.old.lowerBound + place, gap.new.lowerBound + match))
            next = match + 1
        }
        return pairs
    }
}

extension JSONValue {
    /// What tells this element of a list from others: its `name`, or the option that it sets, `--port` of `--port=80`.
    fileprivate var elementName: JSONValue? {
        guard let text = string else { return self["name"] }
        guard text.hasPrefix("-"), let end = text.firstIndex(of: "=") else { return nil }
        return .string(String(text[..<end]))
    }
}

/// What two lists have in common, in order.
private enum CommonRuns {
    /// Elements of the old list that give way to those of the new one.
    struct Gap {
        var old: Range<Int>
        var new: Range<Int>
    }

    /// Comparisons that are made; past that everything between the equal ends is one gap.
    private static let limit = 1_000_000

    static func gaps(between old: [JSONValue], and new: [JSONValue]) -> [Gap] {
        var numbers: [JSONValue: Int] = [:]
        func number(_ value: JSONValue) -> Int {
            let next = numbers.count
            return numbers[value]
                ?? {
                    numbers[value] = next
                    return next
                }()
        }
        let (a, b) = (old.map(number), new.map(number))
        var head = 0
        while head < min(a.count, b.count), a[head] == b[head] { head += 1 }
        var tail = 0
        while tail < min(a.count, b.count) - head, a[a.count - 1 - tail] == b[b.count - 1 - tail] {
            tail += 1
        }
        let (left, right) = (head..<a.count - tail, head..<b.count - tail)
        guard !left.isEmpty || !right.isEmpty else { return [] }
        guard left.count * right.count <= limit else { return [Gap(old: left, new: right)] }
        return gaps(a, b, left, right)
    }

    /// By the longest common subsequence.
    private static func gaps(_ a: [Int], _ b: [Int], _ left: Range<Int>, _ right: Range<Int>) -> [Gap] {
        let width = right.count + 1
        var lengths = [Int](repeating: 0, count: (left.count + 1) * width)
        for i in (0..<left.count).reversed() {
            for j in (0..<right.count).reversed() {
                let isSame = a[left.lowerBound + i] == b[right.lowerBound + j]
                lengths[i * width + j] =
                    isSame
                    ? lengths[(i + 1) * width + j + 1] + 1
                    : max(lengths[(i + 1) * width + j], lengths[i * width + j + 1])
            }
        }
        var gaps: [Gap] = []
        var (i, j) = (0, 0)
        var (start, other) = (left.lowerBound, right.lowerBound)
        func close() {
            let gap = Gap(old: start..<left.lowerBound + i, new: other..<right.lowerBound + j)
            if !gap.old.isEmpty || !gap.new.isEmpty { gaps.append(gap) }
        }
        while i < left.count, j < right.count {
            if a[left.lowerBound + i] == b[right.lowerBound + j] {
                close()
                (i, j) = (i + 1, j + 1)
                (start, other) = (left.lowerBound + i, right.lowerBound + j)
            } else if lengths[(i + 1) * width + j] >= lengths[i * width + j + 1] {
                i += 1
            } else {
                j += 1
            }
        }
        (i, j) = (left.count, right.count)
        close()
        return gaps
    }
}
