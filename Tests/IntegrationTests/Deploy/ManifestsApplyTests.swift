// What deploy/ holds is taken by a real API server, and gives the controller exactly the rights that it needs.
import ObjectModel
import Testing

@Suite(
    .serialized, .enabled(if: Testbed.isThere && Kubectl.isThere, "needs the test-bed and a kubectl of 1.21 or later"))
struct ManifestsApplyTests {
    private static let account = "system:serviceaccount:reconcile-system:reconcile"

    /// The kinds of the Prometheus operator, of which the server needs to know no more than that they are there.
    private static func standIn(_ kind: String, _ plural: String) -> JSONValue {
        [
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": ["name": .string("\(plural).monitoring.coreos.com")],
            "spec": [
                "group": "monitoring.coreos.com", "scope": "Namespaced",
                "names": ["kind": .string(kind), "plural": .string(plural)],
                "versions": [
                    [
                        "name": "v1", "served": true, "storage": true,
                        "schema": [
                            "openAPIV3Schema": [
                                "type": "object",
                                "properties": [
                                    "spec": ["type": "object", "x-kubernetes-preserve-unknown-fields": true]
                                ],
                            ]
                        ],
                    ]
                ],
            ],
        ]
    }

    /// A kustomization as a cluster's owner writes it: the one of the guide, over the files of this checkout.
    private func owners(_ overlay: String) throws -> Scratch {
        let scratch = try Scratch()
        let text = try OperatingGuide.block(after: "<!-- kustomization -->")
        let here = "../../..\(DeployFolder.path)"
        let local = text.replacing("https://git.example.com/platform/reconcile//deploy", with: here)
            .replacing("?ref=v0.1.0", with: "").replacing("overlays/report", with: overlay)
        try scratch.write(local, to: "mine/kustomization.yaml")
        return scratch
    }

    private func apply(_ objects: [JSONValue]) async throws {
        let run = try await Testbed.kubectl(
            ["apply", "--server-side", "--force-conflicts", "--field-manager=owner", "-f", "-"],
            input: DeployFolder.list(objects))
        #expect(run.output.split(separator: "\n").count == objects.count, "\(run.story)")
        #expect(run.errors.isEmpty, "no warning: \(run.errors)")
    }

    /// Policy v1 came with Kubernetes 1.21; the test-bed has 1.20, which knows the same object as v1beta1.
    private func forOldServer(_ object: JSONValue) -> JSONValue {
        object["apiVersion"] == "policy/v1" ? object.setting("apiVersion", to: "policy/v1beta1") : object
    }

    struct Overlay: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var allowed: [String]
        var refused: [String]
    }

    private static let own = [
        "create leases.coordination.k8s.io -n reconcile-system",
        "update leases.coordination.k8s.io -n reconcile-system",
        "patch environments.reconcile.dev --subresource=status -n reconcile-system",
        "patch driftreports.reconcile.dev -n reconcile-system", "create events -n team-vision",
        "patch events -n default",
        "list deployments.apps -n team-speech", "watch priorityclasses.scheduling.k8s.io", "get namespaces",
    ]

    private static let never = [
        "get secrets -n reconcile-system", "list secrets -n team-vision", "create pods -n team-vision",
        "create leases.coordination.k8s.io -n team-vision", "patch environments.reconcile.dev -n team-vision",
        "delete namespaces", "escalate clusterroles.rbac.authorization.k8s.io",
        "bind clusterroles.rbac.authorization.k8s.io", "impersonate users", "list nodes", "delete events -n default",
    ]

    @Test(arguments: [
        Overlay(
            testDescription: "overlays/report", allowed: own,
            refused: never + [
                "patch deployments.apps -n team-speech", "create configmaps -n gpu-operator",
                "delete networkpolicies.networking.k8s.io -n team-vision", "update namespaces",
            ]),
        Overlay(
            testDescription: "overlays/revert",
            allowed: own + [
                "patch deployments.apps -n team-speech", "create configmaps -n gpu-operator", "create namespaces",
                "delete networkpolicies.networking.k8s.io -n team-vision",
            ],
            refused: never + ["update deployments.apps -n team-speech"]),
    ]) func anOverlayApplies(_ c: Overlay) async throws {
        try await apply([
            Self.standIn("ServiceMonitor", "servicemonitors"), Self.standIn("PrometheusRule", "prometheusrules"),
        ])
        try await OurKinds.install()
        try await takeRightsAway()
        let scratch = try owners(c.testDescription)
        let objects = try await DeployFolder.render(scratch.file("mine")).map(forOldServer)
        let kinds = Set(objects.compactMap { $0["kind"]?.string })
        for kind in ["NetworkPolicy", "PodDisruptionBudget", "ServiceMonitor", "PrometheusRule", "ClusterRole"] {
            #expect(kinds.contains(kind))
        }
        try await Testbed.kubectl(["wait", "--for=condition=Established", "crd/servicemonitors.monitoring.coreos.com"])
        try await Testbed.kubectl(["wait", "--for=condition=Established", "crd/prometheusrules.monitoring.coreos.com"])
        try await apply(objects)
        try await expectRights(c)
        try await takeRightsAway()
    }

    /// The overlays give rights to the same account; each is looked at without the other's.
    private func takeRightsAway() async throws {
        try await Testbed.kubectl(
            ["delete", "clusterrolebinding", "--ignore-not-found", "reconcile-production", "reconcile-staging"])
    }

    private func expectRights(_ c: Overlay) async throws {
        for (actions, answer) in [(c.allowed, "yes\n"), (c.refused, "no\n")] {
            for action in actions {
                let words = action.split(separator: " ").map(String.init)
                let run = try await Testbed.tryKubectl(["auth", "can-i", "--as", Self.account] + words)
                #expect(run.output == answer, "\(action): \(run.story)")
            }
        }
    }

    @Test func whatTheOwnerSaysReachesTheController() async throws {
        let scratch = try owners("overlays/report")
        let objects = try await DeployFolder.render(scratch.file("mine"))
        let deployment = try DeployFolder.object("Deployment", in: objects)
        let container = try #require(deployment["spec"]?["template"]?["spec"]?["containers"]?.array?.first)
        let arguments = container["args"]?.array?.compactMap(\.string) ?? []
        #expect(arguments.first == "run" && arguments.contains { $0.hasPrefix("--github-webhook-secret-file=") })
        let maps = objects.filter { $0["kind"] == "ConfigMap" }.compactMap { $0["data"]?["repository"]?.string }
        #expect(maps == ["https://git.example.com/mine/clusters.git"])
        let dashboards = objects.filter { $0["metadata"]?["labels"]?["grafana_dashboard"] == "1" }
        #expect(dashboards.count == 1)
    }

    /// The checked-in roles are those of the example repository, and no hand has changed them.
    @Test(arguments: [("report", "production"), ("revert", "staging")])
    func theRolesAreThoseOfTheExample(_ overlay: String, _ environment: String) async throws {
        let run = try await Reconcile(in: Fixtures.root).run(
            "rbac", "--repo", "examples/repo-layout", "--env", environment, "--scope", "cluster")
        #expect(run.code == 0, "\(run.story)")
        #expect(run.output == (try Scratch.text("\(DeployFolder.path)/overlays/\(overlay)/rbac.yaml")))
    }
}
