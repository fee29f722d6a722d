import Drift
import ObjectModel
import OpenAPISchema
import Testing
import YAMLBridge

@testable import Reconciler

/// The YAML editor as the adoption's editor.
struct YAMLFiles: ManifestEditor {
    func edit(_ bytes: [UInt8], file: String, edits: [DocumentEdit]) throws(ReconcileError) -> ManifestEditing {
        do throws(YAMLEditError) {
            let result = try YAMLEditor.edit(bytes, file: file, edits: edits)
            return ManifestEditing(bytes: result.bytes, refusals: result.refusals.mapValues(Self.error))
        } catch {
            throw Self.error(error)
        }
    }

    private static func error(_ error: YAMLEditError) -> ReconcileError {
        ReconcileError(.input, step: "edit", subject: "\(error.location)", detail: error.detail, hint: error.hint)
    }
}

/// A repository and what is live, compared by the built-in schema.
struct AdoptionFixture {
    var texts: [String: String]
    var live: [JSONValue]
    var renderer = FakeRenderer { _ in "" }

    init(_ texts: [String: String], live: String..., renderer: FakeRenderer? = nil) throws {
        self.texts = texts
        self.live = try live.map { text in
            let reading = YAMLReader.read(Array(text.utf8), file: "live.yaml")
            return try #require(reading.documents.first, "\(reading.errors)").value
        }
        if let renderer { self.renderer = renderer }
    }

    private func load(_ tree: any SourceTree) async throws -> LoadedManifests {
        try await ManifestLoader(tree: tree, parser: YAMLParser(), renderer: renderer).load(["prod"])
    }

    func compare() async throws -> ComparisonResult {
        let loaded = try await load(TreeOfTexts(texts: texts))
        let state = DesiredState(loaded.manifests, defaultNamespace: "team-a") { KindScope.builtin($0.groupKind) }
        let comparison = ObjectComparison(schema: BuiltinSchema.table)
        let objects = state.objects.map { object in
            comparison.drift(of: object, live: live.first { $0["metadata"]?["name"]?.string == object.key.name })
        }
        return ComparisonResult(
            objects: objects, findings: loaded.findings + state.findings.filter { $0.severity == .error }, gaps: [],
            state: state, comparison: comparison,
            ignoreUse: IgnoreUse([], objects: state.objects, outcomes: objects, isWhole: true))
    }

    func adopt(_ selection: AdoptSelection) async throws -> Adoption.Outcome {
        let adoption = Adoption(tree: TreeOfTexts(texts: texts), parser: YAMLParser(), editor: YAMLFiles(), load: load)
        return try await adoption.run(try await compare(), selection)
    }

    /// The same with the edited files.
    func edited(_ outcome: Adoption.Outcome) -> AdoptionFixture {
        var result = self
        for file in outcome.files { result.texts[file.path] = String(decoding: file.new, as: UTF8.self) }
        return result
    }
}

extension Adoption.Outcome {
    /// `Deployment/web .spec.replicas: why`.
    var reasons: [String] {
        skips.map { skip in
            "\(skip.key.groupKind.kind)/\(skip.key.name)\(skip.path.map { " \($0)" } ?? ""): \(skip.reason)"
        }
    }
}

/// `managedFields` with `fields`, such as `{f:spec: {f:replicas: {}}}`, set by a person.
func byHand(_ fields: String) -> String {
    "managedFields: [{manager: kubectl-edit, operation: Update, apiVersion: v1, fieldsType: FieldsV1, fieldsV1: \(fields)}]"
}
