import Drift
package import ObjectModel

/// The custom resources `DriftReport` of one snapshot: everything that is not in sync, in as many objects as it takes.
package enum DriftReportParts {
    package static let kind = GroupVersionKind(group: "reconcile.dev", version: "v1alpha1", kind: "DriftReport")
    /// Names the environment; not the label of ownership, since a report is nothing that Git has.
    package static let label = "reconcile.dev/report-of"
    /// etcd takes 1.5 MiB a request by default; this leaves room for what the server adds.
    private static let partBytes = 512 << 10
    /// A longer value is shortened, and says so.
    private static let valueBytes = 4 << 10
    private static let changesPerEntry = 200

    /// The parts in their order; one without objects where all is in sync. The first has the environment's name.
    package static func objects(of snapshot: EnvironmentSnapshot, namespace: String, owner: JSONValue?) -> [JSONValue] {
        var parts: [[JSONValue]] = [[]]
        var size = 0
        for entry in snapshot.entries {
            for value in values(of: entry) {
                let bytes = value.jsonText.utf8.count
                if size + bytes > partBytes, !parts[parts.count - 1].isEmpty {
                    parts.append([])
                    size = 0
                }
                parts[parts.count - 1].append(value)
                size += bytes
            }
        }
        return parts.enumerated().map { place, objects in
            object(snapshot, objects, part: place + 1, of: parts.count, namespace, owner)
        }
    }

    package static func name(environment: String, part: Int) -> String {
        part == 1 ? environment : "\(environment)-\(part)"
    }

    private static func object(
        _ snapshot: EnvironmentSnapshot, _ objects: [JSONValue], part: Int, of parts: Int, _ namespace: String,
        _ owner: JSONValue?
    ) -> JSONValue {
        let environment = snapshot.environment.name
        var report = JSONObject()
        report["environment"] = .string(environment)
        report["revision"] = snapshot.revision.map { .string($0.commit) }
        report["part"] = .integer(Int64(part))
        report["parts"] = .integer(Int64(parts))
        report["checkedAt"] = .string(Timestamp(seconds: snapshot.checkedAt ?? 0).wireText)
        let drifted: Set<String> = ["drifted", "missing", "conflict"]
        report["drifted"] = .integer(Int64(objects.count { drifted.contains($0["verdict"]?.string ?? "") }))
        report["objects"] = .array(objects)
        var metadata = JSONObject()
        metadata["name"] = .string(name(environment: environment, part: part))
        metadata["namespace"] = .string(namespace)
        metadata["labels"] = .object(JSONObject(uniqueMembers: [.init(key: label, value: .string(environment))]))
        if let reference = owner.flatMap(ownerReference) { metadata["ownerReferences"] = .array([reference]) }
        return [
            "apiVersion": .string(kind.apiVersion), "kind": .string(kind.kind), "metadata": .object(metadata),
            "report": .object(report),
        ]
    }

    private static func ownerReference(_ environment: JSONValue) -> JSONValue? {
        guard let uid = environment["metadata"]?["uid"], let name = environment["metadata"]?["name"] else { return nil }
        return [
            "apiVersion": .string(EnvironmentResource.kind.apiVersion), "kind": .string(EnvironmentResource.kind.kind),
            "name": name, "uid": uid,
        ]
    }

    /// One value, or several with the same identity where the object has more changes than one holds.
    private static func values(of entry: EnvironmentSnapshot.Entry) -> [JSONValue] {
        let changes = entry.drift.changes.map(change)
        let starts = Array(stride(from: 0, to: max(changes.count, 1), by: changesPerEntry))
        return starts.map { start in
            var object = ObjectReference.members(of: entry.drift)
            object["verdict"] = .string(entry.drift.verdict.rawValue)
            object["since"] = entry.since.map { .string(Timestamp(seconds: $0).wireText) }
            add(entry.drift.location, to: &object)
            let reason = entry.drift.reason ?? entry.refusal?.detail
            object["reason"] = reason.map { .string(String($0.prefix(1024))) }
            let part = changes.dropFirst(start).prefix(changesPerEntry)
            if !part.isEmpty { object["changes"] = .array(Array(part)) }
            return .object(object)
        }
    }

    private static func change(_ change: FieldChange) -> JSONValue {
        var object = JSONObject()
        object["path"] = .string(change.path.description)
        object["cause"] = .string(change.cause.rawValue)
        object["desired"] = text(change.desired)
        object["live"] = text(change.live)
        if let owner = change.owner {
            object["manager"] = .string(owner.manager)
            object["operation"] = .string(owner.operation.rawValue)
            if !owner.subresource.isEmpty { object["subresource"] = .string(owner.subresource) }
            object["time"] = owner.time.map(JSONValue.string)
        }
        add(change.location, to: &object)
        return .object(object)
    }

    private static func add(_ location: SourceLocation?, to object: inout JSONObject) {
        guard let location else { return }
        object["file"] = .string(location.file)
        object["line"] = .integer(Int64(location.line))
    }

    /// As JSON; a masked value says just that, one that is too long how much is left out.
    private static func text(_ value: ShownValue) -> JSONValue? {
        switch value {
        case .absent: return nil
        case .masked: return .string("(masked)")
        case .value(let value):
            let text = value.jsonText
            guard text.utf8.count > valueBytes else { return .string(text) }
            return .string("\(text.prefix(valueBytes / 4)) … (\(text.utf8.count) bytes)")
        }
    }
}
