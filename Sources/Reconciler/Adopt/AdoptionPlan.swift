import Drift
package import ObjectModel
import OpenAPISchema

/// Which edits of which files take the drift of a comparison into Git, and what cannot be taken.
package struct AdoptionPlan: Sendable {
    /// One field of the cluster and the edit that writes it down.
    package struct Entry: Hashable, Sendable {
        package var key: ObjectKey
        package var path: FieldPath
        package var location: SourceLocation?
        package var edit: DocumentEdit
        /// What the object has at the path then; `nil` for nothing.
        package var value: JSONValue?
    }

    /// What stays drift, and why.
    package struct Skip: Hashable, Sendable {
        package var key: ObjectKey
        /// `nil` for the whole object.
        package var path: FieldPath?
        package var location: SourceLocation?
        package var reason: String
    }

    /// By file, in the order in which they are to be made.
    package private(set) var entries: [String: [Entry]] = [:]
    package private(set) var skips: [Skip] = []
    private let schema: TypeTable

    /// The files that `make` needs: of all objects that are selected and drift.
    package static func files(of result: ComparisonResult, _ selection: AdoptSelection) -> [String] {
        let places = result.objects.filter { isDrift($0) && selection.includes($0.key) }.compactMap(\.location?.file)
        return Set(places).sorted()
    }

    private static func isDrift(_ object: ObjectDrift) -> Bool { object.verdict != .inSync }

    /// `files` holds what the parser makes of each file.
    package init(_ result: ComparisonResult, _ selection: AdoptSelection, files: [String: ParsedFile]) {
        schema = result.comparison.schema
        let desired = Dictionary(result.state.objects.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        for object in result.objects where Self.isDrift(object) && selection.includes(object.key) {
            add(object, desired[object.key], selection, files)
        }
    }

    private mutating func add(
        _ object: ObjectDrift, _ desired: DesiredObject?, _ selection: AdoptSelection, _ files: [String: ParsedFile]
    ) {
        if let reason = Self.refusal(of: object) { return skip(object, reason) }
        guard let desired, let location = object.location, let file = files[location.file],
            let source = SourceManifest(of: desired, at: location, in: file)
        else {
            return skip(
                object, "a kustomization or a chart makes it, and no manifest stands there: edit what it is made of")
        }
        if source.holdsSecret { return skip(object, "its document holds a Secret too, which the patch would show") }
        if source.manifest.value["sops"]?.object != nil {
            return skip(object, "it is encrypted with SOPS, which would not take an edited file for genuine")
        }
        var value = source.manifest.value
        let adopted = AdoptedValue(schema: schema, kind: desired.kind)
        for change in object.changes {
            if let reason = source.foreignness(of: change, in: desired.value) {
                skip(object, reason, change)
                continue
            }
            add(change, of: object, to: &value, source, adopted, selection)
        }
    }

    /// Edits are carried out one after the other, so each is found in what those before it make of the manifest.
    private mutating func add(
        _ change: FieldChange, of object: ObjectDrift, to value: inout JSONValue, _ source: SourceManifest,
        _ adopted: AdoptedValue, _ selection: AdoptSelection
    ) {
        switch FieldAdoption.outcome(of: change, in: value, as: adopted) {
        case .skip(let reason):
            guard selection.includes(change.path, at: JSONPointer()) else { return }
            skip(object, reason, change)
        case .edit(let pointer, let operation):
            guard selection.includes(change.path, at: pointer), let next = value.applying(operation, at: pointer) else {
                return
            }
            value = next
            let whole = JSONPointer(source.manifest.base.tokens + pointer.tokens)
            let edit = DocumentEdit(document: source.document, whole, operation)
            entries[source.manifest.document.map.file, default: []].append(
                Entry(
                    key: object.key, path: change.path, location: change.location ?? object.location, edit: edit,
                    value: PlaceInManifest(of: change.path, in: next).value))
        }
    }

    private mutating func skip(_ object: ObjectDrift, _ reason: String, _ change: FieldChange? = nil) {
        skips.append(
            Skip(
                key: object.key, path: change?.path, location: change?.location ?? object.location, reason: reason))
    }

    /// Why no field of the object can be taken over.
    private static func refusal(of object: ObjectDrift) -> String? {
        if object.key.groupKind == GroupKind(group: "", kind: "Secret") {
            return "Secrets are never adopted: their values would be printed"
        }
        switch object.verdict {
        case .missing: return "it is not in the cluster: take its manifest out of Git by hand if that is right"
        case .extra: return "Git has no manifest of it: write one by hand if it is to stay"
        case .terminating, .unknown: return object.reason ?? "its state is not known"
        case .inSync, .drifted, .foreign, .conflict: return nil
        }
    }

    // MARK: What is not done after all

    package var sortedSkips: [Skip] {
        skips.sorted { ($0.key, $0.path ?? FieldPath(), $0.reason) < ($1.key, $1.path ?? FieldPath(), $1.reason) }
    }

    mutating func withdraw(_ withdrawn: Set<Entry>, _ reason: String) {
        for path in entries.keys { entries[path]?.removeAll { withdrawn.contains($0) } }
        skips += withdrawn.map { Skip(key: $0.key, path: $0.path, location: $0.location, reason: reason) }
    }

    /// Withdraws edits of documents whose lines are those of a Secret too.
    mutating func withdrawShowingSecrets(in path: String, _ file: ParsedFile, _ bytes: [UInt8]) {
        guard file.holdsSecret, let own = entries[path] else { return }
        let lines = DocumentLines(bytes)
        let showing = own.filter { lines.showSecret(around: $0.edit.document, of: file) }
        withdraw(Set(showing), "a Secret stands on the lines around it, which the patch would show")
    }
}
