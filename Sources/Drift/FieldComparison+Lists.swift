import ObjectModel
import OpenAPISchema

/// Pairing list elements: by key, as a set, or by place.
extension FieldComparison {
    mutating func compareLists(_ desired: [JSONValue], _ live: [JSONValue], type: TypeID?) {
        guard let type, case .list(let element, let listType) = schema[type].shape else {
            compareByPlace(desired, live, element: nil)
            return
        }
        switch listType {
        case .map(let keys): compareByKeys(desired, live, element: element, keys: keys)
        case .set: compareSets(desired, live, element: element)
        case .atomic:
            if rules.isUnordered(tokens) {
                compareUnordered(desired, live, element: element)
            } else {
                compareByPlace(desired, live, element: element)
            }
        }
    }

    // MARK: By key

    private mutating func compareByKeys(_ desired: [JSONValue], _ live: [JSONValue], element: TypeID, keys: [String]) {
        let identity = ListIdentity(keys: keys, shape: schema[element].shape)
        var taken = Array(repeating: false, count: live.count)
        let wanted = withoutOverridden(desired, identity: identity)
        for (place, value) in wanted {
            let match = identity.place(of: value, in: live, near: place, taken: taken)
            if let match { taken[match] = true }
            elements.append(.key(identity.members(of: value)))
            tokens.append(String(place))
            compare(value, match.map { live[$0] }, type: element, property: nil)
            elements.removeLast()
            tokens.removeLast()
        }
    }

    /// The elements with their places; of environment variables of one name the last, which is the one in effect.
    private mutating func withoutOverridden(
        _ desired: [JSONValue], identity: ListIdentity
    ) -> [(Int, JSONValue)] {
        let all = Array(desired.enumerated()).map { ($0.offset, $0.element) }
        guard let twice = identity.firstRepeated(in: desired) else { return all }
        let path = FieldPath(elements + [.key(identity.members(of: twice))])
        notes.append("\(path) stands twice in Git; the API server's list keeps one element for each key")
        guard tokens.last == "env" else { return all }
        return all.filter { place, value in
            !desired[(place + 1)...].contains { identity.isSame(value, $0) }
        }
    }

    // MARK: Sets

    private mutating func compareSets(_ desired: [JSONValue], _ live: [JSONValue], element: TypeID) {
        var format: ScalarFormat?
        if case .scalar(let known) = schema[element].shape { format = known }
        for (place, value) in desired.enumerated()
        where !live.contains(where: { ScalarComparison.areEqual(value, $0, as: format) }) {
            elements.append(.value(value))
            tokens.append(String(place))
            record(value, nil, type: element)
            elements.removeLast()
            tokens.removeLast()
        }
    }

    // MARK: By place

    /// An atomic list is one value: it differs in length, in a scalar, or inside an element.
    private mutating func compareByPlace(_ desired: [JSONValue], _ live: [JSONValue], element: TypeID?) {
        guard desired.count == live.count else {
            recordList(desired, live)
            return
        }
        let before = differences.count
        for (place, pair) in zip(desired, live).enumerated() { compareElement(pair.0, pair.1, at: place, element) }
        let holdsScalars = desired.contains { $0.object == nil }
        if differences.count > before, holdsScalars {
            differences.removeSubrange(before...)
            recordList(desired, live)
        }
    }

    private mutating func recordList(_ desired: [JSONValue], _ live: [JSONValue]) {
        record(.array(desired), .array(live))
    }

    private mutating func compareElement(_ desired: JSONValue, _ live: JSONValue, at place: Int, _ type: TypeID?) {
        elements.append(.index(place))
        tokens.append(String(place))
        withinAtomic { $0.compare(desired, live, type: type, property: nil) }
        elements.removeLast()
        tokens.removeLast()
    }

    // MARK: In any order

    /// Elements with a partner in any place are equal; the others are compared in the order in which they are left, so
    /// that one that differs is not told as a difference of all behind it. Both lists are short (metrics, addresses).
    private mutating func compareUnordered(_ desired: [JSONValue], _ live: [JSONValue], element: TypeID) {
        guard desired.count == live.count, desired.count <= 1_000 else {
            return compareByPlace(desired, live, element: element)
        }
        var free = Array(live.indices)
        var alone: [Int] = []
        for (place, value) in desired.enumerated() {
            if let partner = free.firstIndex(where: { isSame(value, live[$0], element) }) {
                free.remove(at: partner)
            } else {
                alone.append(place)
            }
        }
        for (place, partner) in zip(alone, free) { compareElement(desired[place], live[partner], at: place, element) }
    }

    private func isSame(_ desired: JSONValue, _ live: JSONValue, _ element: TypeID) -> Bool {
        var trial = self
        trial.differences = []
        trial.elements.append(.index(0))
        trial.tokens.append("*")
        trial.withinAtomic { $0.compare(desired, live, type: element, property: nil) }
        return trial.differences.allSatisfy(\.countsOnlyIfHuman)
    }
}
