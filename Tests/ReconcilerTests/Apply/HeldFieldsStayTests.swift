// A field that a rule leaves to others must not be set back, nor taken out, by applying the rest of the object.
import Drift
import ObjectModel
import Testing

@testable import Reconciler

@Suite struct HeldFieldsStayTests {
    private static let desired: JSONValue = [
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "web"],
        "spec": ["replicas": 3, "paused": false, "list": [["name": "a", "v": 1], ["name": "b", "v": 2]]],
        "status": ["x": 1],
    ]

    private static func live(owned: JSONValue?) -> JSONValue {
        var entries: [JSONValue] = []
        if let owned { entries.append(EarlierAppliersHandOverTests.entry("reconcile", "Apply", owned)) }
        return [
            "metadata": ["name": "web", "managedFields": .array(entries)],
            "spec": ["replicas": 7, "list": [["name": "b", "v": 9], ["name": "a", "v": 8]]],
        ]
    }

    private static func value(_ paths: [String], live: JSONValue?, autoscaled: Bool = false) throws -> JSONValue {
        var object = PlanFixture.desired("web", PlanFixture.deployment)
        object.value = desired
        let clauses = try paths.map { IgnoreRule.Clause(.path(try #require(JSONPointer(parsing: $0)))) }
        let applied = AppliedValue(
            environment: "prod", held: [IgnoreRule(target: .init(), clauses: clauses)],
            autoscaled: autoscaled ? [object.key] : [])
        return applied.value(of: object, live: live)
    }

    @Test func aNewObjectGetsAllThatGitSets() throws {
        let value = try Self.value(["/spec/replicas"], live: nil)
        #expect(value["spec"]?["replicas"] == 3)
        #expect(value["metadata"]?["labels"]?["reconcile.dev/environment"] == "prod")
        #expect(value["metadata"]?["namespace"] == "ml")
        #expect(value["status"] == nil)
    }

    @Test func whatIsOursIsSentAsItIs() throws {
        let live = Self.live(owned: ["f:spec": ["f:replicas": [:], "f:paused": [:]]])
        #expect(try Self.value(["/spec/replicas"], live: live)["spec"]?["replicas"] == 7)
        #expect(try Self.value([], live: live)["spec"]?["replicas"] == 3)
        #expect(try Self.value(["/spec/paused"], live: live)["spec"]?["paused"] == nil, "live has none")
    }

    @Test func whatIsNotOursIsLeftOut() throws {
        #expect(try Self.value(["/spec/replicas"], live: Self.live(owned: nil))["spec"]?["replicas"] == nil)
        let other = Self.live(owned: ["f:spec": ["f:paused": [:]]])
        #expect(try Self.value(["/spec/replicas"], live: other)["spec"]?["replicas"] == nil)
    }

    @Test func anAutoscaledCountIsTheAutoscalers() throws {
        #expect(try Self.value([], live: Self.live(owned: nil), autoscaled: true)["spec"]?["replicas"] == nil)
    }

    @Test func elementsOfListsAreFoundByName() throws {
        let value = try Self.value(["/spec/list/*/v"], live: Self.live(owned: ["f:spec": [:]]))
        #expect(value["spec"]?["list"] == [["name": "a", "v": 8], ["name": "b", "v": 9]])
    }
}
