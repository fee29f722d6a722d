import ObjectModel

/// Values that the API server fills in and that depend on the rest of the object, so that no schema can state them.
///
/// Whoever creates an object owns them with what he wrote; they are nobody's intent. Source: `defaults.go` and the
/// create strategies of kubernetes (`pkg/apis/*/v1`, `pkg/registry`).
enum ComputedDefaults {
    /// Whether `member` is one, of a built-in kind.
    static func contains(_ member: LiveMember) -> Bool {
        if FixedDefaults.contains(member.value, at: member.path, kind: member.kind) { return true }
        switch member.kind.group {
        case "": return isOfCore(member) || isOfPods(member)
        case "batch": return isOfJobs(member) || isOfPods(member)
        case "networking.k8s.io": return member.name == "policyTypes" && isOfPolicy(member.value, in: member.parent)
        case "rbac.authorization.k8s.io": return member.name == "apiGroup" && isOfSubject(member)
        case "apiextensions.k8s.io": return isOfNames(member)
        case "admissionregistration.k8s.io": return isOfAdmissionPolicies(member)
        case "resource.k8s.io": return isOfDevices(member)
        default: return isOfPods(member)
        }
    }

    // MARK: Core

    private static func isOfCore(_ member: LiveMember) -> Bool {
        switch (member.kind.kind, member.name) {
        case ("Service", "targetPort"): member.value == member.parent["port"]
        case ("Service", "clusterIP"), ("Service", "clusterIPs"), ("Service", "ipFamilies"),
            ("Service", "ipFamilyPolicy"), ("Service", "ipFamily"), ("Service", "nodePort"),
            ("Service", "healthCheckNodePort"), ("Service", "sessionAffinityConfig"):
            true
        case ("PersistentVolumeClaim", "volumeName"), ("PersistentVolumeClaim", "storageClassName"): true
        case ("Namespace", "kubernetes.io/metadata.name"), ("Namespace", "finalizers"): true
        case ("Pod", _) where member.parentName == "requests":
            member.value == member.ancestor(2)?["limits"]?[member.name]
        case ("LimitRange", _): isOfLimits(member)
        case ("ReplicationController", _): isOfTemplateLabels(member)
        default: false
        }
    }

    /// A container's limits fall back on its maximum, its requests on its limits and then on its minimum.
    private static func isOfLimits(_ member: LiveMember) -> Bool {
        switch (member.name, member.parentName) {
        case ("default", _), ("defaultRequest", _):
            guard let entries = member.value.object?.members else { return false }
            return entries.allSatisfy { isLimit($0.key, $0.value, as: member.name, in: member.parent) }
        case (let resource, "default"), (let resource, "defaultRequest"):
            guard let limits = member.ancestor(2) else { return false }
            return isLimit(resource, member.value, as: member.parentName, in: limits)
        default: return false
        }
    }

    private static func isLimit(_ resource: String, _ value: JSONValue, as name: String, in limits: JSONValue) -> Bool {
        guard limits["type"] == "Container" else { return false }
        let source = name == "default" ? limits["max"] : limits["default"]
        return value == source?[resource] ?? (name == "default" ? nil : limits["min"]?[resource])
    }

    /// An object that names no labels, or no selector, has those of its template.
    private static func isOfTemplateLabels(_ member: LiveMember) -> Bool {
        guard member.parentName == "labels" || member.parentName == "selector" else { return false }
        return member.value == member.object["spec"]?["template"]?["metadata"]?["labels"]?[member.name]
    }

    // MARK: Workloads

    /// What stands in any pod or template of one.
    private static func isOfPods(_ member: LiveMember) -> Bool {
        switch member.name {
        case "imagePullPolicy": member.value.string == pullPolicy(of: member.parent["image"])
        case "pullPolicy":
            member.parentName == "image" && member.value.string == pullPolicy(of: member.parent["reference"])
        case "serviceAccount": member.value == member.parent["serviceAccountName"]
        case "requests": member.value == member.parent["limits"]
        case "divisor": member.value == "0"
        case "hostPort":
            // The member stands in an element of a container's ports, the container in a list of the pod.
            member.value == member.parent["containerPort"] && member.ancestor(5)?["hostNetwork"] == true
        default: false
        }
    }

    private static func isOfJobs(_ member: LiveMember) -> Bool {
        if member.name == "status", member.path.contains(.field("onPodConditions")) { return member.value == "True" }
        guard member.kind.kind == "Job" else { return false }
        switch member.name {
        case "completions", "parallelism": return member.value == 1
        case "manualSelector": return member.value == false
        // An indexed Job counts by index, else it would end early; one with a policy waits for the pod's end.
        case "backoffLimit": return member.value == 2_147_483_647 && member.parent["backoffLimitPerIndex"] != nil
        case "podReplacementPolicy": return member.value == "Failed" && member.parent["podFailurePolicy"] != nil
        case "selector", "controller-uid", "job-name", "batch.kubernetes.io/controller-uid",
            "batch.kubernetes.io/job-name":
            return true
        default: return isOfTemplateLabels(member)
        }
    }

    /// `Always` for a tag that moves, `latest` or none; `IfNotPresent` for any other, and for a digest.
    private static func pullPolicy(of image: JSONValue?) -> String {
        let image = image?.string ?? ""
        if image.contains("@") { return "IfNotPresent" }
        let name = image.split(separator: "/").last ?? ""
        let tag = name.split(separator: ":", maxSplits: 1).dropFirst().first ?? "latest"
        return tag == "latest" ? "Always" : "IfNotPresent"
    }

    // MARK: Other groups

    /// A network policy is of ingress, and of egress where it has rules for that.
    private static func isOfPolicy(_ types: JSONValue, in spec: JSONValue) -> Bool {
        let hasEgress = spec["egress"]?.array?.isEmpty == false
        return types == (hasEgress ? ["Ingress", "Egress"] : ["Ingress"])
    }

    private static func isOfSubject(_ member: LiveMember) -> Bool {
        guard let kind = member.parent["kind"]?.string else { return false }
        return (kind == "User" || kind == "Group") && member.value.string == member.kind.group
    }

    /// The names of a custom resource that follow from its kind.
    private static func isOfNames(_ member: LiveMember) -> Bool {
        guard let kind = member.parent["kind"]?.string else { return false }
        switch member.name {
        case "listKind": return member.value.string == kind + "List"
        case "singular": return member.value.string == kind.lowercased()
        default: return false
        }
    }

    /// Admission policies and their bindings; webhooks have theirs in the schema.
    private static func isOfAdmissionPolicies(_ member: LiveMember) -> Bool {
        guard !member.kind.kind.hasSuffix("WebhookConfiguration") else { return false }
        switch member.name {
        case "failurePolicy": return member.value == "Fail"
        case "matchPolicy": return member.value == "Equivalent"
        case "scope": return member.value == "*"
        case "parameterNotFoundAction": return member.value == "Deny"
        default: return false
        }
    }

    /// Requests for devices (dynamic resource allocation), in a claim or a template of one.
    private static func isOfDevices(_ member: LiveMember) -> Bool {
        switch member.name {
        case "allocationMode": member.value == "ExactCount"
        case "count": member.value == 1 && member.parent["allocationMode"] == "ExactCount"
        case "timeAdded": true
        default: false
        }
    }
}
