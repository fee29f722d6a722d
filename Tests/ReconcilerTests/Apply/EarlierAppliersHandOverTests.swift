// A field that two managers own stays when Git drops it: what was applied before us becomes ours, and ours alone.
import Drift
import ObjectModel
import Testing

@testable import Reconciler

@Suite struct EarlierAppliersHandOverTests {
    static func entry(
        _ manager: String, _ operation: String, _ fields: JSONValue, subresource: String? = nil
    ) -> JSONValue {
        var object = JSONObject()
        object["manager"] = .string(manager)
        object["operation"] = .string(operation)
        object["apiVersion"] = "v1"
        object["fieldsType"] = "FieldsV1"
        object["fieldsV1"] = fields
        if let subresource { object["subresource"] = .string(subresource) }
        return .object(object)
    }

    static func object(_ entries: [JSONValue]) -> JSONValue { ["metadata": ["managedFields": .array(entries)]] }

    private static func result(_ live: JSONValue, appliers: [Glob] = []) -> [JSONValue]? {
        guard case .replace(let path, let value)? = OwnershipMigration.operations(for: live, appliers: appliers).first
        else { return nil }
        return path.description == "/metadata/managedFields" ? value.array : nil
    }

    @Test func clientSideAppliersAndWhatWasBeforeThemBecomeOurs() throws {
        let live = Self.object([
            Self.entry("kubectl-client-side-apply", "Update", ["f:data": ["f:a": [:]]]),
            Self.entry("before-first-apply", "Update", ["f:data": ["f:b": [:]]]),
            Self.entry("kubectl-edit", "Update", ["f:data": ["f:c": [:]]]),
        ])
        let entries = try #require(Self.result(live))
        #expect(entries.map { $0["manager"]?.string } == ["reconcile", "kubectl-edit"])
        #expect(entries[0]["operation"] == "Apply")
        #expect(entries[0]["fieldsV1"] == ["f:data": ["f:a": [:], "f:b": [:]]])
        #expect(entries[1] == live["metadata"]?["managedFields"]?.array?[2])
    }

    @Test func whatWeOwnAlreadyIsKept() throws {
        let live = Self.object([
            Self.entry("reconcile", "Apply", ["f:data": ["f:z": [:]]]),
            Self.entry("kubectl-client-side-apply", "Update", ["f:data": ["f:a": [:]]]),
        ])
        let entries = try #require(Self.result(live))
        #expect(entries.count == 1)
        #expect(entries[0]["fieldsV1"] == ["f:data": ["f:a": [:], "f:z": [:]]])
    }

    @Test func othersKeepWhatIsTheirs() {
        let live = Self.object([
            Self.entry("reconcile", "Apply", ["f:data": ["f:z": [:]]]),
            Self.entry("kubectl-edit", "Update", ["f:data": ["f:a": [:]]]),
            Self.entry("argocd-controller", "Apply", ["f:data": ["f:b": [:]]]),
            Self.entry("kubectl-client-side-apply", "Update", ["f:status": [:]], subresource: "status"),
        ])
        #expect(OwnershipMigration.operations(for: live).isEmpty)
    }

    @Test func anApplierThatTheConfigurationNamesHandsOver() throws {
        let live = Self.object([Self.entry("argocd-controller", "Apply", ["f:data": ["f:b": [:]]])])
        let entries = try #require(Self.result(live, appliers: [Glob("argocd-*")]))
        #expect(entries.map { $0["manager"]?.string } == ["reconcile"])
    }

    @Test func anObjectWithoutOwnersNeedsNothing() {
        #expect(OwnershipMigration.operations(for: ["metadata": [:]]).isEmpty)
        #expect(OwnershipMigration.operations(for: .null).isEmpty)
    }
}
