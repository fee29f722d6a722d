import ObjectModel

/// Values that the API server fills in and that depend on the rest of the object, so that no schema can state them.
///
/// Whoever creates an object owns them with what he wrote; they are nobody's intent. Source: `defaults.go` and the
/// create strategies of kubernetes (`pkg/apis/*/v1`, `pkg/registry`).
enum ComputedDefaults {
    /// Whether the live `value` of the member `name` is one; `parent` is the struct that it stands in.
    static func contains(_ name: String, _ value: JSONValue, in parent: JSONValue, kind: GroupKind) -> Bool {
        switch name {
        case "strategy": value == rollingDeployment
        case "updateStrategy": value["type"] == "RollingUpdate" && isDefaultRollout(value["rollingUpdate"])
        case "imagePullPolicy": value.string == pullPolicy(of: parent["image"]?.string ?? "")
        case "targetPort": value == parent["port"]
        case "serviceAccount": value == parent["serviceAccountName"]
        case "requests": value == parent["limits"]
        case "completions", "parallelism": kind.kind == "Job" && value == 1
        case "selector", "controller-uid", "job-name", "batch.kubernetes.io/controller-uid",
            "batch.kubernetes.io/job-name":
            kind == GroupKind(group: "batch", kind: "Job")
        case "clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "ipFamily", "nodePort", "healthCheckNodePort",
            "sessionAffinityConfig":
            kind == GroupKind(group: "", kind: "Service")
        case "volumeName", "storageClassName": kind == GroupKind(group: "", kind: "PersistentVolumeClaim")
        case "kubernetes.io/metadata.name", "finalizers": kind == GroupKind(group: "", kind: "Namespace")
        default: false
        }
    }

    private static let rollingDeployment: JSONValue = [
        "type": "RollingUpdate", "rollingUpdate": ["maxSurge": "25%", "maxUnavailable": "25%"],
    ]

    /// Of StatefulSets and DaemonSets.
    private static func isDefaultRollout(_ value: JSONValue?) -> Bool {
        guard let value else { return true }
        return value == ["partition": 0] || value == ["maxUnavailable": 1]
            || value == ["maxUnavailable": 1, "maxSurge": 0]
    }

    /// `Always` for a tag that moves, `latest` or none; `IfNotPresent` for any other, and for a digest.
    private static func pullPolicy(of image: String) -> String {
        if image.contains("@") { return "IfNotPresent" }
        let name = image.split(separator: "/").last ?? ""
        let tag = name.split(separator: ":", maxSplits: 1).dropFirst().first ?? "latest"
        return tag == "latest" ? "Always" : "IfNotPresent"
    }
}
