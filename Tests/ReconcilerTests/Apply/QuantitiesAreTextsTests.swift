// Half of all manifests say `nvidia.com/gpu: 1`, which a server-side apply refuses unless it is a text.
import ObjectModel
import OpenAPISchema
import Testing

@testable import Reconciler

@Suite struct QuantitiesAreTextsTests {
    private func written(_ value: JSONValue, _ kind: GroupVersionKind) -> JSONValue {
        QuantityText(schema: BuiltinSchema.table).written(value, as: kind)
    }

    @Test func ofWorkloads() {
        func deployment(_ cpu: JSONValue, _ gpu: JSONValue) -> JSONValue {
            [
                "spec": [
                    "replicas": 2,
                    "template": [
                        "spec": [
                            "containers": [
                                [
                                    "name": "a", "ports": [["containerPort": 80]],
                                    "resources": ["limits": ["cpu": cpu, "nvidia.com/gpu": gpu, "memory": "1Gi"]],
                                ]
                            ]
                        ]
                    ],
                ]
            ]
        }
        #expect(written(deployment(0.5, 1), PlanFixture.deployment) == deployment("0.5", "1"), "and nothing else")
        #expect(written(deployment("500m", "1"), PlanFixture.deployment) == deployment("500m", "1"))
    }

    @Test func ofQuotas() {
        let quota = GroupVersionKind(group: "", version: "v1", kind: "ResourceQuota")
        #expect(written(["spec": ["hard": ["pods": 10]]], quota) == ["spec": ["hard": ["pods": "10"]]])
    }

    @Test func whatHasNoSchemaStaysAsItIs() {
        let value: JSONValue = ["spec": ["cpu": 1]]
        #expect(written(value, GroupVersionKind(group: "zoo.example", version: "v1", kind: "Mouse")) == value)
    }
}
