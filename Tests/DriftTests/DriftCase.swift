import Drift
import ObjectModel
import OpenAPISchema
import Testing
import YAMLBridge

/// One pair of an object in Git and the same object live, with the verdict that is right.
struct DriftCase: Sendable, CustomTestStringConvertible {
    /// Starts with the family and number of the case.
    var testDescription: String
    var desired: String
    /// `nil` for an object that is not there.
    var live: String?
    var verdict: Verdict
    /// Paths of the changes, in order.
    var paths: [String] = []
    var cause: FieldChange.Cause?
    /// A CustomResourceDefinition in the same commit.
    var definition: String?
    var autoscaled = false
    var noteCount = 0

    init(
        _ name: String, desired: String, live: String?, is verdict: Verdict, at paths: [String] = [],
        cause: FieldChange.Cause? = nil, definition: String? = nil, autoscaled: Bool = false, notes: Int = 0
    ) {
        testDescription = name
        self.desired = desired
        self.live = live
        self.verdict = verdict
        self.paths = paths
        self.cause = cause
        self.definition = definition
        self.autoscaled = autoscaled
        noteCount = notes
    }

    func outcome(policy: DriftPolicy = DriftPolicy(), schema: TypeTable = BuiltinSchema.table) throws -> ObjectDrift {
        var schema = schema
        if let definition { schema.merge(CRDReader.table(of: try document(definition).value)) }
        let wanted = try object(desired)
        let comparison = ObjectComparison(
            schema: schema, policy: policy, autoscaled: autoscaled ? [wanted.key] : [])
        return comparison.drift(of: wanted, live: try live.map { try document($0).value })
    }
}

/// Checks what becomes of the case with the types of `schema`.
func expectVerdict(
    _ c: DriftCase, schema: TypeTable = BuiltinSchema.table, sourceLocation: Testing.SourceLocation = #_sourceLocation
) throws {
    let outcome = try c.outcome(schema: schema)
    #expect(outcome.verdict == c.verdict, "\(outcome)", sourceLocation: sourceLocation)
    #expect(outcome.changes.map(\.path.description) == c.paths, sourceLocation: sourceLocation)
    #expect(outcome.notes.count == c.noteCount, "\(outcome.notes)", sourceLocation: sourceLocation)
    if let cause = c.cause { #expect(outcome.changes.map(\.cause) == [cause], sourceLocation: sourceLocation) }
}

/// The only document of `text`.
func document(_ text: String) throws -> SourceDocument {
    let reading = YAMLReader.read(Array(text.utf8), file: "case.yaml")
    try #require(reading.errors.isEmpty, "\(reading.errors)")
    return try #require(reading.documents.first)
}

func object(_ text: String) throws -> DesiredObject {
    let source = try document(text)
    let value = source.value
    let kind = GroupVersionKind(
        apiVersion: try #require(value["apiVersion"]?.string), kind: try #require(value["kind"]?.string))
    let key = ObjectKey(
        groupKind: kind.groupKind, namespace: value["metadata"]?["namespace"]?.string ?? "",
        name: value["metadata"]?["name"]?.string ?? "")
    return DesiredObject(kind: kind, key: key, value: value, document: source)
}

/// A Deployment with `container` as members of its only container, in flow style.
func deployment(container: String, pod: String = "", spec: String = "", metadata: String = "") -> String {
    """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web, namespace: team-a\(metadata)}
    spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, \
    spec: {containers: [{name: app, image: "app:1"\(container)}]\(pod)}}\(spec)}
    """
}

/// An object of any kind with everything but its identity given as flow members.
func manifest(_ apiVersion: String, _ kind: String, _ members: String, metadata: String = "") -> String {
    "{apiVersion: \(apiVersion), kind: \(kind), metadata: {name: thing, namespace: team-a\(metadata)}, \(members)}"
}

/// `managedFields` as one more member of `metadata`.
func owned(by manager: String, _ fields: String, as operation: String = "Update", subresource: String = "") -> String {
    let part = subresource.isEmpty ? "" : ", subresource: \(subresource)"
    return """
        , managedFields: [{manager: \(manager), operation: \(operation)\(part), apiVersion: apps/v1, \
        time: "2026-11-01T08:00:00Z", fieldsType: FieldsV1, fieldsV1: \(fields)}]
        """
}
