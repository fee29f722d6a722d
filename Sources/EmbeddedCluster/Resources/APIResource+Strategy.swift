import ObjectModel

/// How the kinds differ in the server's handling (`pkg/registry/*/strategy.go` of 1.20).
extension APIResource {
    /// `metadata.generation` counts the changes of what is wanted.
    var countsGenerations: Bool {
        if custom != nil { return true }
        return [
            "deployments.apps", "daemonsets.apps", "statefulsets.apps", "replicasets.apps", "replicationcontrollers",
            "ingresses.networking.k8s.io", "ingressclasses.networking.k8s.io", "networkpolicies.networking.k8s.io",
            "poddisruptionbudgets.policy", "priorityclasses.scheduling.k8s.io", "endpointslices.discovery.k8s.io",
            "mutatingwebhookconfigurations.admissionregistration.k8s.io",
            "validatingwebhookconfigurations.admissionregistration.k8s.io",
            "customresourcedefinitions.apiextensions.k8s.io",
        ].contains(name.description)
    }

    /// A PUT of an object that is not there makes it.
    var allowsCreateOnUpdate: Bool {
        if custom != nil { return false }
        return [
            "runtimeclasses.node.k8s.io", "leases.coordination.k8s.io", "limitranges", "events", "services",
            "endpoints",
        ].contains(name.description) || kind.group == "rbac.authorization.k8s.io"
    }

    /// A PUT without a resource version replaces whatever is there.
    var allowsUnconditionalUpdate: Bool {
        if custom != nil { return false }
        return ![
            "runtimeclasses.node.k8s.io", "poddisruptionbudgets.policy", "csidrivers.storage.k8s.io",
            "csinodes.storage.k8s.io", "volumeattachments.storage.k8s.io", "leases.coordination.k8s.io",
            "mutatingwebhookconfigurations.admissionregistration.k8s.io",
            "validatingwebhookconfigurations.admissionregistration.k8s.io",
            "customresourcedefinitions.apiextensions.k8s.io",
        ].contains(name.description)
    }

    /// DELETE answers with the object and not with a status.
    var answersDeletedObject: Bool {
        if custom != nil { return false }
        return [
            "namespaces", "pods", "serviceaccounts", "persistentvolumes", "persistentvolumeclaims",
            "podtemplates", "resourcequotas", "csidrivers.storage.k8s.io", "csinodes.storage.k8s.io",
            "storageclasses.storage.k8s.io", "volumeattachments.storage.k8s.io",
        ].contains(name.description)
    }

    /// Where the server keeps the objects, which some of its messages say.
    var storagePrefix: String {
        switch name.description {
        case "services": "services/specs"
        case "endpoints": "services/endpoints"
        case "nodes": "minions"
        default: custom == nil ? plural : "\(kind.group)/\(plural)"
        }
    }

    /// Clients write `status` only through the subresource.
    var hasStatusOfItsOwn: Bool { subresources.contains(.status) && plural != "nodes" }

    /// Members that an update cannot take away.
    func prepareForUpdate(_ object: inout JSONValue, _ old: JSONValue) {
        switch name.description {
        case "namespaces": object.update { $0["spec"] = old["spec"] }
        case "daemonsets.apps":
            let key = "deprecated.daemonset.template.generation"
            let count = (old.metadata["annotations"]?[key]?.string).flatMap(Int.init) ?? 0
            let isChanged = object["spec"]?["template"] != old["spec"]?["template"]
            object.updateMetadata { metadata in
                metadata.update("annotations") { $0[key] = .string(String(isChanged ? count &+ 1 : count)) }
            }
        case "secrets":
            if object["type"] == nil { object.update { $0["type"] = old["type"] } }
        default: break
        }
    }
}
