import ObjectModel

/// Members of built-in kinds that an update may not change.
enum ImmutableFields {
    static func failures(in new: JSONValue, _ old: JSONValue, _ resource: APIResource) -> [FieldFailure] {
        switch resource.name.description {
        case "deployments.apps", "daemonsets.apps", "replicasets.apps":
            changed("spec.selector", new, old) { KindValidation.goSelector($0) }
        case "statefulsets.apps": statefulSet(new, old)
        case "jobs.batch":
            changed("spec.completions", new, old) + changed("spec.selector", new, old)
                + changed("spec.template", new, old)
        case "services": service(new, old)
        case "secrets": changed("type", new, old) + frozen(new, old, ["data"])
        case "configmaps": frozen(new, old, ["data", "binaryData"])
        case "persistentvolumeclaims": claim(new, old)
        case "rolebindings.rbac.authorization.k8s.io", "clusterrolebindings.rbac.authorization.k8s.io":
            new["roleRef"] == old["roleRef"]
                ? [] : [.invalid("roleRef", goRoleRef(new["roleRef"]), "cannot change roleRef")]
        case "runtimeclasses.node.k8s.io": changed("handler", new, old)
        case "priorityclasses.scheduling.k8s.io":
            new["value"] == old["value"] ? [] : [.forbidden("Value", "may not be changed in an update.")]
        case "storageclasses.storage.k8s.io": storageClass(new, old)
        default: []
        }
    }

    private static func changed(
        _ field: String, _ new: JSONValue, _ old: JSONValue, text: (JSONValue?) -> String = { ($0 ?? .null).jsonText }
    ) -> [FieldFailure] {
        let pointer = JSONPointer(field.split(separator: ".").map(String.init))
        let value = new.value(at: pointer)
        return value == old.value(at: pointer) ? [] : [.invalid(field, text(value), "field is immutable")]
    }

    private static func frozen(_ new: JSONValue, _ old: JSONValue, _ members: [String]) -> [FieldFailure] {
        guard old["immutable"] == true else { return [] }
        var found: [FieldFailure] = []
        let rule = "field is immutable when `immutable` is set"
        if new["immutable"] != true { found.append(.forbidden("immutable", rule)) }
        return found + members.filter { new[$0] != old[$0] }.map { .forbidden($0, rule) }
    }

    private static func statefulSet(_ new: JSONValue, _ old: JSONValue) -> [FieldFailure] {
        let free = ["replicas", "template", "updateStrategy", "minReadySeconds", "ordinals"]
        func rest(_ object: JSONValue) -> [JSONObject.Member] {
            (object["spec"]?.object?.members ?? []).filter { !free.contains($0.key) }
        }
        guard JSONObject(uniqueMembers: rest(new)) != JSONObject(uniqueMembers: rest(old)) else { return [] }
        return [
            .forbidden(
                "spec",
                "updates to statefulset spec for fields other than 'replicas', 'template', and 'updateStrategy' are"
                    + " forbidden")
        ]
    }

    private static func service(_ new: JSONValue, _ old: JSONValue) -> [FieldFailure] {
        let types = [new["spec"]?["type"], old["spec"]?["type"]]
        guard !types.contains("ExternalName") else { return [] }
        let before = old["spec"]?["clusterIP"]?.string ?? ""
        let after = new["spec"]?["clusterIP"]?.string ?? ""
        guard !before.isEmpty, before != after else { return [] }
        return [
            .invalid("spec.clusterIPs[0]", "[]string{\(after.jsonQuoted)}", "may not change once set")
        ]
    }

    private static func claim(_ new: JSONValue, _ old: JSONValue) -> [FieldFailure] {
        func rest(_ claim: JSONValue) -> JSONValue? {
            var spec = claim["spec"]
            if claim["status"]?["phase"] == "Bound" {
                spec?.update { $0.update("resources") { $0["requests"] = nil } }
            }
            spec?.update { if $0["volumeName"] == nil { $0["volumeName"] = "" } }
            return spec
        }
        guard rest(new) != rest(old) else { return [] }
        return [.forbidden("spec", "spec is immutable after creation except resources.requests for bound claims")]
    }

    private static func storageClass(_ new: JSONValue, _ old: JSONValue) -> [FieldFailure] {
        var found: [FieldFailure] = []
        if new["parameters"] != old["parameters"] {
            found.append(.forbidden("parameters", "updates to parameters are forbidden."))
        }
        if new["provisioner"] != old["provisioner"] {
            found.append(.forbidden("provisioner", "updates to provisioner are forbidden."))
        }
        if new["reclaimPolicy"] != old["reclaimPolicy"] {
            found.append(.forbidden("reclaimPolicy", "updates to reclaimPolicy are forbidden."))
        }
        return found + changed("volumeBindingMode", new, old)
    }

    private static func goRoleRef(_ reference: JSONValue?) -> String {
        let members = [("APIGroup", "apiGroup"), ("Kind", "kind"), ("Name", "name")]
        return "rbac.RoleRef{"
            + members.map { "\($0.0):\((reference?[$0.1]?.string ?? "").jsonQuoted)" }.joined(separator: ", ") + "}"
    }
}
