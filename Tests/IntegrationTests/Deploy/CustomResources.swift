import ObjectModel
import Testing

/// Environments and DriftReports on the real server.
enum OurKinds {
    /// Applies the definitions once, and waits until they are served.
    static func install() async throws { try await installation.value }

    private static let installation = Task {
        for name in ["environments", "driftreports"] {
            let file = "\(DeployFolder.path)/base/crds/\(name).reconcile.dev.yaml"
            try await Testbed.kubectl(["apply", "--server-side", "--force-conflicts", "-f", file])
        }
        try await Testbed.kubectl(
            ["wait", "--for=condition=Established", "--timeout=20s", "crd/environments.reconcile.dev"]
                + ["crd/driftreports.reconcile.dev"])
    }

    static let revision = "0123456789abcdef0123456789abcdef01234567"

    static func environment(_ name: String, in namespace: String) -> JSONValue {
        [
            "apiVersion": "reconcile.dev/v1alpha1", "kind": "Environment",
            "metadata": ["name": .string(name), "namespace": .string(namespace)], "spec": ["suspend": false],
        ]
    }

    /// With every field that there is.
    static var status: JSONValue {
        [
            "observedGeneration": 1, "revision": .string(revision), "ref": "main",
            "repository": "https://git.example.com/platform/clusters.git", "path": "environments/staging",
            "cluster": "staging (https://10.0.0.1:6443)", "mode": "revert", "suspended": false,
            "lastChecked": "2026-01-02T03:04:05Z",
            "objects": [
                "total": 12, "inSync": 4, "drifted": 2, "foreign": 1, "missing": 1, "extra": 1, "conflict": 1,
                "terminating": 1, "unknown": 1,
            ],
            "drifted": 4, "foreign": 1, "health": ["done": 9, "waiting": 2, "failed": 1],
            "appliedKinds": ["v1 ConfigMap", "apps/v1 Deployment", "nvidia.com/v1 ClusterPolicy"],
            "plan": ["hash": "sha256:0a1b", "steps": 3, "refused": 1, "summary": "changes 3 objects"],
            "protectedOrphans": [
                [
                    "apiVersion": "v1", "kind": "PersistentVolumeClaim", "namespace": "shop", "name": "data",
                    "reason": "PersistentVolumeClaims are never pruned",
                ]
            ],
            "reports": ["staging", "staging-2"],
            "conditions": [
                condition("Ready", "False"), condition("Reconciling", "True"), condition("Stalled", "Unknown"),
            ],
        ]
    }

    static func condition(_ type: String, _ status: String) -> JSONValue {
        [
            "type": .string(type), "status": .string(status), "observedGeneration": 1,
            "lastTransitionTime": "2026-01-02T03:04:05Z", "reason": "DriftFound", "message": "4 objects are drifted",
        ]
    }

    /// With every field that there is. None is an empty text, which this old server takes for null.
    static func report(_ name: String, in namespace: String) -> JSONValue {
        [
            "apiVersion": "reconcile.dev/v1alpha1", "kind": "DriftReport",
            "metadata": ["name": .string(name), "namespace": .string(namespace)],
            "report": [
                "environment": "staging", "revision": .string(revision), "part": 1, "parts": 2,
                "checkedAt": "2026-01-02T03:04:05Z", "drifted": 1, "objects": [object],
            ],
        ]
    }

    private static var object: JSONValue {
        [
            "apiVersion": "apps/v1", "kind": "Deployment", "namespace": "shop", "name": "web", "verdict": "drifted",
            "since": "2026-01-02T03:00:00Z", "file": "environments/staging/web.yaml", "line": 1,
            "reason": "of the sample",
            "changes": [
                [
                    "path": ".spec.replicas", "cause": "changed", "desired": "2", "live": "4",
                    "manager": "kubectl-scale", "operation": "Update", "subresource": "scale",
                    "time": "2026-01-02T03:00:00Z", "file": "environments/staging/web.yaml", "line": 6,
                ]
            ],
        ]
    }

    /// Replaces the status through its own endpoint.
    static func setStatus(_ name: String, in namespace: String, _ status: JSONValue) async throws -> ProgramRun {
        let found = try await Testbed.kubectl(["-n", namespace, "get", "environment", name, "-o", "json"])
        let object = try #require(Testbed.objects(found).first).setting("status", to: status)
        let path = "/apis/reconcile.dev/v1alpha1/namespaces/\(namespace)/environments/\(name)/status"
        return try await Testbed.tryKubectl(["replace", "--raw", path, "-f", "-"], input: object.jsonText)
    }
}
