import ObjectModel

/// Checks of single built-in kinds.
enum KindValidation {
    static func failures(in object: JSONValue, _ resource: APIResource) -> [FieldFailure] {
        switch resource.name.description {
        case "deployments.apps", "daemonsets.apps", "statefulsets.apps", "replicasets.apps": workload(object)
        case "jobs.batch": podTemplate(object["spec"]?["template"], "spec.template", restarts: ["OnFailure", "Never"])
        case "cronjobs.batch": cronJob(object)
        case "pods": pod(object["spec"], "spec")
        case "services": service(object)
        case "configmaps": data(object, ["data", "binaryData"])
        case "secrets": data(object, ["data"])
        case "ingresses.networking.k8s.io": []
        case "rolebindings.rbac.authorization.k8s.io", "clusterrolebindings.rbac.authorization.k8s.io": binding(object)
        case "horizontalpodautoscalers.autoscaling": autoscaler(object)
        case "customresourcedefinitions.apiextensions.k8s.io": definition(object)
        case "runtimeclasses.node.k8s.io":
            object["handler"]?.isEmpty ?? true ? [.required("handler")] : []
        case "storageclasses.storage.k8s.io":
            object["provisioner"]?.isEmpty ?? true ? [.required("provisioner", "")] : []
        default: []
        }
    }

    private static func workload(_ object: JSONValue) -> [FieldFailure] {
        let spec = object["spec"]
        var found: [FieldFailure] = []
        let selector = spec?["selector"]
        let labels = spec?["template"]?["metadata"]?["labels"]
        if selector?.object == nil {
            found.append(.required("spec.selector"))
        } else if selector?["matchLabels"]?.isEmpty ?? true, selector?["matchExpressions"]?.isEmpty ?? true {
            found.append(.invalid("spec.selector", goSelector(selector), "empty selector is invalid for deployment"))
        }
        if let selector = selector?.object, !selects(selector, labels) {
            found.append(
                .invalid(
                    "spec.template.metadata.labels", goLabels(labels), "`selector` does not match template `labels`"))
        }
        if let replicas = spec?["replicas"]?.integer, replicas < 0 {
            found.append(.invalid("spec.replicas", String(replicas), "must be greater than or equal to 0"))
        }
        let claims = (spec?["volumeClaimTemplates"]?.array ?? []).compactMap { $0["metadata"]?["name"]?.string }
        return found + podTemplate(spec?["template"], "spec.template", restarts: ["Always"], claims: claims)
    }

    private static func selects(_ selector: JSONObject, _ labels: JSONValue?) -> Bool {
        (selector["matchLabels"]?.object?.members ?? []).allSatisfy { labels?[$0.key] == $0.value }
    }

    private static func cronJob(_ object: JSONValue) -> [FieldFailure] {
        var found: [FieldFailure] = []
        if object["spec"]?["schedule"]?.isEmpty ?? true { found.append(.required("spec.schedule", "")) }
        return found
            + podTemplate(
                object["spec"]?["jobTemplate"]?["spec"]?["template"], "spec.jobTemplate.spec.template",
                restarts: ["OnFailure", "Never"])
    }

    /// `claims` are volumes that every pod gets besides those of its template.
    private static func podTemplate(
        _ template: JSONValue?, _ field: String, restarts: [String], claims: [String] = []
    ) -> [FieldFailure] {
        var found = Validation.labels(template?["metadata"]?["labels"], at: "\(field).labels")
        let policy = template?["spec"]?["restartPolicy"]?.string ?? "Always"
        found += pod(template?["spec"], "\(field).spec", claims: claims)
        if !restarts.contains(policy) {
            let valid = restarts.map(\.jsonQuoted).joined(separator: ", ")
            found.append(
                restarts == ["Always"]
                    ? .notSupported("\(field).spec.restartPolicy", policy.jsonQuoted, restarts)
                    : .required("\(field).spec.restartPolicy", "valid values: \(valid)"))
        }
        return found
    }

    private static func pod(_ spec: JSONValue?, _ field: String, claims: [String] = []) -> [FieldFailure] {
        let containers = spec?["containers"]?.array ?? []
        var found: [FieldFailure] = []
        if containers.isEmpty { found.append(.required("\(field).containers")) }
        var names: Set<String> = []
        let volumes = Set((spec?["volumes"]?.array ?? []).compactMap { $0["name"]?.string } + claims)
        for (place, container) in containers.enumerated() {
            let here = "\(field).containers[\(place)]"
            let name = container["name"]?.string ?? ""
            if name.isEmpty {
                found.append(.required("\(here).name"))
            } else {
                found += Names.label(name).map { .invalid("\(here).name", name.jsonQuoted, $0) }
                if !names.insert(name).inserted { found.append(.duplicate("\(here).name", name.jsonQuoted)) }
            }
            if container["image"]?.isEmpty ?? true { found.append(.required("\(here).image")) }
            for (number, mount) in (container["volumeMounts"]?.array ?? []).enumerated() {
                let volume = mount["name"]?.string ?? ""
                if !volume.isEmpty, !volumes.contains(volume) {
                    found.append(
                        FieldFailure(
                            reason: .notFound, field: "\(here).volumeMounts[\(number)].name",
                            body: "Not found: \(volume.jsonQuoted)"))
                }
            }
        }
        return found
    }

    private static func service(_ object: JSONValue) -> [FieldFailure] {
        let spec = object["spec"]
        let type = spec?["type"]?.string ?? ""
        let ports = spec?["ports"]?.array ?? []
        var found: [FieldFailure] = []
        if ports.isEmpty, spec?["clusterIP"] != "None", type != "ExternalName" { found.append(.required("spec.ports")) }
        for (place, port) in ports.enumerated() {
            let here = "spec.ports[\(place)]"
            if ports.count > 1, port["name"]?.isEmpty ?? true { found.append(.required("\(here).name")) }
            if let number = port["port"]?.integer, !(1...65_535).contains(number) {
                found.append(.invalid("\(here).port", String(number), "must be between 1 and 65535, inclusive"))
            }
        }
        let types = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"]
        if !types.contains(type) { found.append(.notSupported("spec.type", type.jsonQuoted, types)) }
        return found
    }

    private static func data(_ object: JSONValue, _ members: [String]) -> [FieldFailure] {
        members.flatMap { member in
            (object[member]?.object?.members ?? []).flatMap { entry in
                Names.dataKey(entry.key).map { .invalid("\(member)[\(entry.key)]", entry.key.jsonQuoted, $0) }
            }
        }
    }

    private static func binding(_ object: JSONValue) -> [FieldFailure] {
        var found: [FieldFailure] = []
        let kind = object["roleRef"]?["kind"]?.string ?? ""
        if !["Role", "ClusterRole"].contains(kind) {
            found.append(.notSupported("roleRef.kind", kind.jsonQuoted, ["Role", "ClusterRole"]))
        }
        if object["roleRef"]?["name"]?.isEmpty ?? true { found.append(.required("roleRef.name")) }
        return found
    }

    private static func autoscaler(_ object: JSONValue) -> [FieldFailure] {
        var found: [FieldFailure] = []
        let spec = object["spec"]
        if spec?["scaleTargetRef"]?["kind"]?.isEmpty ?? true { found.append(.required("spec.scaleTargetRef.kind")) }
        if spec?["scaleTargetRef"]?["name"]?.isEmpty ?? true { found.append(.required("spec.scaleTargetRef.name")) }
        if let most = spec?["maxReplicas"]?.integer, most < 1 {
            found.append(.invalid("spec.maxReplicas", String(most), "must be greater than 0"))
        }
        return found
    }

    private static func definition(_ object: JSONValue) -> [FieldFailure] {
        let spec = object["spec"]
        let (group, plural) = (spec?["group"]?.string ?? "", spec?["names"]?["plural"]?.string ?? "")
        var found: [FieldFailure] = []
        if object.objectName != "\(plural).\(group)" {
            found.append(
                .invalid(
                    "metadata.name", object.objectName.jsonQuoted,
                    "must be spec.names.plural+\".\"+spec.group"))
        }
        if group.isEmpty { found.append(.required("spec.group")) }
        let versions = spec?["versions"]?.array ?? []
        if versions.filter({ $0["storage"] == true }).count != 1 {
            found.append(
                .invalid(
                    "spec.versions", JSONValue.array(versions).jsonText,
                    "must have exactly one version marked as storage version"))
        }
        for (place, version) in versions.enumerated() where version["schema"]?["openAPIV3Schema"] == nil {
            found.append(.required("spec.versions[\(place)].schema.openAPIV3Schema", "schemas are required"))
        }
        return found
    }

    /// A map of labels as Go prints it with `%#v`.
    static func goLabels(_ labels: JSONValue?) -> String {
        guard let members = labels?.object?.sortedByKey().members, !members.isEmpty else {
            return "map[string]string(nil)"
        }
        return "map[string]string{"
            + members.map { "\($0.key.jsonQuoted):\(($0.value.string ?? "").jsonQuoted)" }.joined(separator: ", ") + "}"
    }

    /// A label selector as Go prints it; requirements are left out, which no message of ours needs.
    static func goSelector(_ selector: JSONValue?) -> String {
        "v1.LabelSelector{MatchLabels:\(goLabels(selector?["matchLabels"])),"
            + " MatchExpressions:[]v1.LabelSelectorRequirement(nil)}"
    }
}
