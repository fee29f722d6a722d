package import Drift
package import ObjectModel

/// What is sent to the server for an object of Git: placed in its namespace, labelled, and without what others decide.
package struct AppliedValue: Sendable {
    /// Names the environment in the ownership label.
    package var environment: String
    /// Rules whose paths, and whose managers' fields, are left as they are in the cluster: `ignore`, and `modes` that
    /// only report.
    package var held: [IgnoreRule]
    package var autoscaled: Set<ObjectKey>
    /// Tells who set a field, as the comparison has it.
    package var managers: ManagerPolicy

    package init(
        environment: String, held: [IgnoreRule] = [], autoscaled: Set<ObjectKey> = [],
        managers: ManagerPolicy = ManagerPolicy()
    ) {
        self.environment = environment
        self.held = held
        self.autoscaled = autoscaled
        self.managers = managers
    }

    /// `live` is what the cluster has of it; `nil` for an object that is not there, which gets all that Git sets.
    ///
    /// Of a held field that is ours alone the live value is sent, or it would be taken out; one that is not ours is
    /// left out, so that it stays its owner's. (What Flux does with `spec.ignore`.)
    package func value(of object: DesiredObject, live: JSONValue?) -> JSONValue {
        var value = OwnershipLabel.adding(environment, to: Self.placed(object))
        guard let live else { return value }
        let clauses = heldClauses(of: object)
        for path in heldPaths(of: object, clauses) {
            value = Self.holding(value, live: live, path: path.tokens[...], owned: OwnFields(of: live))
        }
        let globs = clauses.compactMap { clause in
            if case .manager(let glob) = clause.pattern { glob } else { nil }
        }
        return globs.isEmpty
            ? value : ManagerHold(managers: globs, live: live, policy: managers).holding(value, live: live)
    }

    private func heldClauses(of object: DesiredObject) -> [IgnoreRule.Clause] {
        let rules =
            held.filter { $0.target.matches(object.key) } + [IgnoreAnnotation.rule(of: object)].compactMap { $0 }
        return rules.flatMap(\.clauses)
    }

    private func heldPaths(of object: DesiredObject, _ clauses: [IgnoreRule.Clause]) -> [JSONPointer] {
        var paths = clauses.compactMap { clause -> JSONPointer? in
            guard case .path(let path) = clause.pattern else { return nil }
            return path
        }
        if autoscaled.contains(object.key) { paths.append(JSONPointer(["spec", "replicas"])) }
        return paths.filter { !$0.tokens.isEmpty }
    }

    /// With the namespace that the environment gave it, and without status.
    private static func placed(_ object: DesiredObject) -> JSONValue {
        guard var value = object.value.object, var metadata = value["metadata"]?.object else { return object.value }
        metadata["namespace"] = object.key.namespace.isEmpty ? nil : .string(object.key.namespace)
        value["metadata"] = .object(metadata)
        value["status"] = nil
        return .object(value)
    }

    private static func holding(
        _ value: JSONValue, live: JSONValue?, path: ArraySlice<String>, owned: OwnFields?
    ) -> JSONValue {
        guard let token = path.first else { return value }
        switch value {
        case .object(var object):
            for member in object.members where token == "*" || token == member.key {
                object[member.key] = held(
                    member.value, live: live?[member.key], rest: path.dropFirst(), owned: owned?.child(member.key))
            }
            return .object(object)
        case .array(let elements):
            let kept = elements.enumerated().compactMap { place, element -> JSONValue? in
                guard token == "*" || token == String(place) else { return element }
                let peer = LivePeer.of(element, at: place, in: live?.array ?? [])
                return held(element, live: peer, rest: path.dropFirst(), owned: .everything)
            }
            return .array(kept)
        default: return value
        }
    }

    /// What is sent in place of `value`; `nil` to leave it out.
    private static func held(
        _ value: JSONValue, live: JSONValue?, rest: ArraySlice<String>, owned: OwnFields?
    ) -> JSONValue? {
        guard rest.isEmpty else { return holding(value, live: live, path: rest, owned: owned) }
        return owned == nil ? nil : live
    }
}

/// The live element that an element of a list in Git stands for: by name where it has one, else by place.
private enum LivePeer {
    static func of(_ element: JSONValue, at place: Int, in live: [JSONValue]) -> JSONValue? {
        if let name = element["name"] { return live.first { $0["name"] == name } }
        return live.indices.contains(place) ? live[place] : nil
    }
}

/// Which fields of a live object we own, as one node of our `fieldsV1`.
private struct OwnFields {
    private let node: JSONObject?

    /// Inside a list, whose elements `fieldsV1` names by keys, all is taken for ours.
    static let everything = OwnFields(node: nil)

    private init(node: JSONObject?) { self.node = node }

    /// `nil` where we own nothing.
    init?(of live: JSONValue) {
        let entry = ManagedFields(of: live).entries.first {
            $0.owner.manager == FieldManager.name && $0.owner.operation == .apply
        }
        guard let entry else { return nil }
        node = entry.fields
    }

    /// `nil` where we own nothing of the member `name`.
    func child(_ name: String) -> OwnFields? {
        guard let node else { return self }
        return node["f:" + name]?.object.map(OwnFields.init(node:))
    }
}
