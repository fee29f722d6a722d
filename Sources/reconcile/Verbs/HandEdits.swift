import Drift
import KubeAPI
import ObjectModel
import Reconciler

/// What people do to a cluster: the edits of the demo, each as the tool that they would use.
struct HandEdits {
    let cluster: KubeCluster

    /// Carries the edits out on the objects that `state` has, and says each in one line.
    func make(in state: DesiredState) async throws -> [String] {
        var lines: [String] = []
        for object in state.objects {
            guard let edit = Self.edit(of: object), !lines.contains(where: { $0.hasPrefix(edit.line) }) else {
                continue
            }
            let resource = try cluster.resources.resource(for: object.kind)
            let namespace = object.key.namespace.isEmpty ? nil : object.key.namespace
            if let patch = edit.patch {
                var options = WriteOptions()
                options.fieldManager = edit.manager
                _ = try await cluster.client.patch(
                    patch, as: edit.kind, resource, namespace: namespace, name: object.key.name, options: options)
            } else {
                try await cluster.client.delete(resource, namespace: namespace, name: object.key.name)
            }
            lines.append("\(edit.line) \(object.key.namespacedName)")
        }
        return lines
    }

    private struct Edit {
        var line: String
        var manager = "kubectl-edit"
        var kind = PatchKind.strategic
        /// `nil` deletes the object.
        var patch: JSONValue?
    }

    private static func edit(of object: DesiredObject) -> Edit? {
        switch object.kind.kind {
        case "Deployment":
            let container = object.value["spec"]?["template"]?["spec"]?["containers"]?.array?.first
            let variables: JSONValue = [["name": "DEBUG", "value": "1"]]
            let change: JSONValue = [
                "name": container?["name"] ?? "", "image": "registry.example.com/hotfix:latest", "env": variables,
            ]
            return Edit(
                line: "kubectl edit deployment",
                patch: ["spec": ["template": ["spec": ["containers": [change]]]]])
        case "ClusterPolicy":
            return Edit(
                line: "kubectl patch clusterpolicy", manager: "kubectl-patch", kind: .merge,
                patch: ["spec": ["driver": ["version": "570.0.0"]]])
        case "NetworkPolicy": return Edit(line: "kubectl delete networkpolicy")
        case "Service":
            return Edit(
                line: "kubectl annotate service", manager: "kubectl-annotate", kind: .merge,
                patch: ["metadata": ["annotations": ["debug.example.com/owner": "sam"]]])
        default: return nil
        }
    }

    /// What the GPU Operator's chart would have installed, without its schema.
    static let clusterPolicyDefinition: JSONValue = [
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": ["name": "clusterpolicies.nvidia.com"],
        "spec": [
            "group": "nvidia.com", "scope": "Cluster",
            "names": [
                "kind": "ClusterPolicy", "listKind": "ClusterPolicyList", "plural": "clusterpolicies",
                "singular": "clusterpolicy",
            ],
            "versions": [
                [
                    "name": "v1", "served": true, "storage": true, "subresources": ["status": [:]],
                    "schema": [
                        "openAPIV3Schema": [
                            "type": "object", "x-kubernetes-preserve-unknown-fields": true,
                        ]
                    ],
                ]
            ],
        ],
    ]
}
