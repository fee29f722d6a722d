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
    /// The schema takes 5,000 objects a part, and 1,000 changes an object.
    private static let objectsPerPart = 2_000
    private static let changesPerEntry = 200
    /// Of the changes of one entry, so that a few of them fill no part by themselves.
    private static let entryBytes = 128 << 10

    /// The parts in their order; one without objects where all is in sync. The first has the environment's name.
    package static func objects(of snapshot: EnvironmentSnapshot, namespace: String, owner: JSONValue?) -> [JSONValue] {
        var parts = [Part()]
        for entry in snapshot.entries {
            for (place, value) in values(of: entry).enumerated() {
                let bytes = value.jsonText.utf8.count
                if parts[parts.count - 1].isFull(before: bytes) { parts.append(Part()) }
                // An object that is listed again is still one.
                parts[parts.count - 1].add(value, bytes, isDrifted: place == 0 && isDrifted(entry.drift.verdict))
            }
        }
        return parts.enumerated().map { place, part in
            object(snapshot, part, number: place + 1, of: parts.count, namespace, owner)
        }
    }

    private struct Part {
        private(set) var objects: [JSONValue] = []
        private(set) var drifted = 0
        private var bytes = 0

        func isFull(before more: Int) -> Bool {
            !objects.isEmpty && (bytes + more > partBytes || objects.count == objectsPerPart)
        }

        mutating func add(_ value: JSONValue, _ more: Int, isDrifted: Bool) {
            objects.append(value)
            bytes += more
            if isDrifted { drifted += 1 }
        }
    }

    private static func isDrifted(_ verdict: Verdict) -> Bool {
        switch verdict {
        case .drifted, .missing, .conflict: true
        case .inSync, .foreign, .extra, .terminating, .unknown: false
        }
    }

    package static func name(environment: String, part: Int) -> String {
        part == 1 ? environment : "\(environment)-\(part)"
    }

    private static func object(
        _ snapshot: EnvironmentSnapshot, _ part: Part, number: Int, of parts: Int, _ namespace: String,
        _ owner: JSONValue?
    ) -> JSONValue {
        let environment = snapshot.environment.name
        var report = JSONObject()
        report["environment"] = .string(environment)
        report["revision"] = snapshot.revision.map { .string($0.commit) }
        report["part"] = .integer(Int64(number))
        report["parts"] = .integer(Int64(parts))
        report["checkedAt"] = .string(Timestamp(seconds: snapshot.checkedAt ?? 0).wireText)
        report["drifted"] = .integer(Int64(part.drifted))
        report["objects"] = .array(part.objects)
        var metadata = JSONObject()
        metadata["name"] = .string(name(environment: environment, part: number))
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
        groups(entry.drift.changes.map(change)).map { changes in
            var object = ObjectReference.members(of: entry.drift)
            object["verdict"] = .string(entry.drift.verdict.rawValue)
            object["since"] = entry.since.map { .string(Timestamp(seconds: $0).wireText) }
            add(entry.drift.location, to: &object)
            let reason = entry.drift.reason ?? entry.refusal?.detail
            object["reason"] = reason.map { .string($0.prefix(scalars: 1024)) }
            if !changes.isEmpty { object["changes"] = .array(changes) }
            return .object(object)
        }
    }

    /// Changes in their order, as many together as one entry holds; one empty group where there are none.
    private static func groups(_ changes: [JSONValue]) -> [[JSONValue]] {
        var groups: [[JSONValue]] = [[]]
        var size = 0
        for change in changes {
            let bytes = change.jsonText.utf8.count
            let count = groups[groups.count - 1].count
            if count > 0, count == changesPerEntry || size + bytes > entryBytes {
                groups.append([])
                size = 0
            }
            groups[groups.count - 1].append(change)
            size += bytes
        }
        return groups
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

extension String {
    /// The first `count` code points, which is what a schema's `maxLength` counts.
    func prefix(scalars count: Int) -> String { String(String.UnicodeScalarView(unicodeScalars.prefix(count))) }
}
