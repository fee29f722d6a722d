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
        ListGaps.between(old, new).reversed().flatMap { gap in
            steps(in: gap, from: old, to: new, at: tokens)
        }
    }

    /// Elements of one gap are taken for the same by their name, or by their place where as many go as come.
    private static func steps(
        in gap: ListGap, from old: [JSONValue], to new: [JSONValue], at tokens: [String]
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

    private static func pairs(in gap: ListGap, _ old: [JSONValue], _ new: [JSONValue]) -> [(Int, Int)] {
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
