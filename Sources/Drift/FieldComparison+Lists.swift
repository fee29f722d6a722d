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
            if rules.isUnordered(tokens), isPermutation(desired, live, element: element) { return }
            compareByPlace(desired, live, element: element)
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
        withinAtomic { comparison in
            for (place, pair) in zip(desired, live).enumerated() {
                comparison.elements.append(.index(place))
                comparison.tokens.append(String(place))
                comparison.compare(pair.0, pair.1, type: element, property: nil)
                comparison.elements.removeLast()
                comparison.tokens.removeLast()
            }
        }
        let holdsScalars = desired.contains { $0.object == nil }
        if differences.count > before, holdsScalars {
            differences.removeSubrange(before...)
            recordList(desired, live)
        }
    }

    private mutating func recordList(_ desired: [JSONValue], _ live: [JSONValue]) {
        record(.array(desired), .array(live))
    }

    /// Whether every element has a partner in any place; both lists are short (metrics, addresses).
    private func isPermutation(_ desired: [JSONValue], _ live: [JSONValue], element: TypeID) -> Bool {
        guard desired.count == live.count, desired.count <= 1_000 else { return false }
        var free = Array(live.indices)
        for value in desired {
            let partner = free.firstIndex { place in
                var trial = self
                trial.differences = []
                trial.elements.append(.index(place))
                trial.tokens.append("*")
                trial.withinAtomic { $0.compare(value, live[place], type: element, property: nil) }
                return trial.differences.allSatisfy(\.countsOnlyIfHuman)
            }
            guard let partner else { return false }
            free.remove(at: partner)
        }
        return true
    }
}
