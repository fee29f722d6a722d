// What a rule leaves to a manager is not drift, so applying another field by force must not take it over.
import Drift
import ObjectModel
import Testing

@testable import Reconciler

@Suite struct ManagersKeepTheirFieldsTests {
    private static let desired: JSONValue = [
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "web", "annotations": ["a": "git"]],
        "spec": [
            "replicas": 3, "paused": false,
            "template": [
                "spec": [
                    "containers": [
                        ["name": "app", "image": "app:1", "resources": ["requests": ["cpu": "1", "memory": "1Gi"]]],
                        ["name": "log", "image": "log:1"],
                    ]
                ]
            ],
        ],
    ]

    private static let container = "k:{\"name\":\"app\"}"

    /// `fields` of the containers' list, where the template has it.
    private static func inContainers(_ fields: JSONValue) -> JSONValue {
        ["f:spec": ["f:template": ["f:spec": ["f:containers": fields]]]]
    }

    private static func live(_ entries: JSONValue...) -> JSONValue {
        [
            "metadata": ["name": "web", "annotations": ["a": "live"], "managedFields": .array(entries)],
            "spec": [
                "replicas": 7, "paused": false,
                "template": [
                    "spec": [
                        "containers": [
                            ["name": "log", "image": "log:2"],
                            [
                                "name": "app", "image": "app:2",
                                "resources": ["requests": ["cpu": "4", "memory": "1Gi"]],
                            ],
                        ]
                    ]
                ],
            ],
        ]
    }

    private static func entry(
        _ manager: String, _ operation: String, _ fields: JSONValue, at time: String = "2026-01-01T00:00:00Z"
    ) -> JSONValue {
        var entry = EarlierAppliersHandOverTests.entry(manager, operation, fields).object ?? JSONObject()
        entry["time"] = .string(time)
        return .object(entry)
    }

    /// What is sent with a rule for `managers`.
    private static func value(
        _ managers: String..., live: JSONValue?, target: IgnoreRule.Target = .init()
    ) -> JSONValue {
        var object = PlanFixture.desired("web", PlanFixture.deployment)
        object.value = desired
        let clauses = managers.map { IgnoreRule.Clause(.manager(Glob($0))) }
        let applied = AppliedValue(environment: "prod", held: [IgnoreRule(target: target, clauses: clauses)])
        return applied.value(of: object, live: live)
    }

    private static func containers(_ value: JSONValue) -> JSONValue? {
        value["spec"]?["template"]?["spec"]?["containers"]
    }

    @Test func whatAManagerSetIsLeftOut() {
        let live = Self.live(Self.entry("scaler", "Update", ["f:spec": ["f:replicas": [:]]]))
        let value = Self.value("sca*", live: live)
        #expect(value["spec"]?["replicas"] == nil)
        #expect(value["spec"]?["paused"] == false, "the rest is sent")
        #expect(Self.containers(value) == Self.containers(Self.desired))
    }

    @Test func whatOthersSetIsSent() {
        let live = Self.live(Self.entry("kubectl-edit", "Update", ["f:spec": ["f:replicas": [:]]]))
        #expect(Self.value("scaler", live: live)["spec"]?["replicas"] == 3)
        let elsewhere = IgnoreRule.Target(kind: Glob("ConfigMap"))
        let scaled = Self.live(Self.entry("scaler", "Update", ["f:spec": ["f:replicas": [:]]]))
        #expect(Self.value("scaler", live: scaled, target: elsewhere)["spec"]?["replicas"] == 3)
    }

    @Test func aNewObjectGetsAllThatGitSets() {
        #expect(Self.value("scaler", live: nil)["spec"]?["replicas"] == 3)
    }

    @Test func inListsOnlyTheFieldGoes() {
        let fields = Self.inContainers([
            Self.container: [
                ".": [:], "f:name": [:], "f:resources": [".": [:], "f:requests": [".": [:], "f:cpu": [:]]],
            ]
        ])
        let value = Self.value("vpa", live: Self.live(Self.entry("vpa", "Update", fields)))
        #expect(
            Self.containers(value) == [
                ["name": "app", "image": "app:1", "resources": ["requests": ["memory": "1Gi"]]],
                ["name": "log", "image": "log:1"],
            ], "the name says which element it is")
    }

    @Test func whatIsOursAsWellIsSentAsItIs() {
        let fields = Self.inContainers([Self.container: ["f:image": [:]]])
        let live = Self.live(Self.entry("reconcile", "Apply", fields), Self.entry("updater", "Update", fields))
        #expect(Self.containers(Self.value("updater", live: live))?.array?[0]["image"] == "app:2")
    }

    @Test func whoWroteLastCounts() {
        let fields: JSONValue = ["f:spec": ["f:replicas": [:]]]
        let live = Self.live(
            Self.entry("scaler", "Apply", fields),
            Self.entry("kubectl-edit", "Update", fields, at: "2026-01-02T00:00:00Z"))
        #expect(Self.value("scaler", live: live)["spec"]?["replicas"] == 3, "as the comparison reports it")
        #expect(Self.value("kubectl-*", live: live)["spec"]?["replicas"] == nil)
    }

    @Test func aMapThatWasSetEmptyIsNotTheirs() {
        let live = Self.live(
            Self.entry("scaler", "Update", ["f:metadata": ["f:annotations": [:]]]),
            Self.entry("reconcile", "Apply", ["f:metadata": ["f:annotations": ["f:a": [:]]]]))
        #expect(Self.value("scaler", live: live)["metadata"]?["annotations"] == ["a": "git"])
    }

    @Test func whatCannotBeReadIsNobodys() {
        let live = Self.live(Self.entry("scaler", "Update", ["f:spec": ["k:{": [:]]]), .null, ["manager": "scaler"])
        #expect(Self.value("scaler", live: live)["spec"]?["replicas"] == 3)
    }
}
