import ObjectModel

/// The defaults of built-in kinds that depend on other members; each is one `SetDefaults_…` function of Kubernetes 1.20.
enum BuiltinRules {
    /// Sets the defaults of one struct; `type` is its definition's name without `io.k8s.api.`.
    static func set(_ object: inout JSONObject, of type: String) {
        switch type {
        case "core.v1.PodSpec": podSpec(&object)
        case "core.v1.Pod": pod(&object)
        case "core.v1.Container", "core.v1.EphemeralContainer": container(&object)
        case "core.v1.Volume": volume(&object)
        case "core.v1.ServiceSpec": service(&object)
        case "core.v1.Secret": secret(&object)
        case "core.v1.LimitRangeItem": limitRange(&object)
        case "core.v1.ReplicationController": replicationController(&object)
        case "apps.v1.DeploymentSpec": deployment(&object)
        case "apps.v1.DaemonSetSpec": daemonSet(&object)
        case "apps.v1.StatefulSetSpec": statefulSet(&object)
        case "batch.v1.Job": job(&object)
        case "autoscaling.v2.HorizontalPodAutoscalerSpec", "autoscaling.v2beta2.HorizontalPodAutoscalerSpec":
            autoscaler(&object)
        case "networking.v1.NetworkPolicySpec": networkPolicy(&object)
        case "rbac.v1.Subject": subject(&object)
        case "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition": definition(&object)
        default: break
        }
    }

    private static func podSpec(_ spec: inout JSONObject) {
        // The older name of the same member; conversion keeps them equal.
        if let name = spec["serviceAccountName"] ?? spec["serviceAccount"] {
            spec["serviceAccountName"] = name
            spec["serviceAccount"] = name
        }
        guard spec["hostNetwork"] == true else { return }
        for list in ["containers", "initContainers"] {
            spec.updateEach(list) { container in
                container.updateEach("ports") { port in
                    if port["hostPort"] == nil { port["hostPort"] = port["containerPort"] }
                }
            }
        }
    }

    private static func pod(_ pod: inout JSONObject) {
        pod.update("spec") { spec in
            spec.setDefault("enableServiceLinks", true)
            for list in ["containers", "initContainers"] {
                spec.updateEach(list) { container in container.update("resources", requestsFromLimits) }
            }
        }
    }

    private static func requestsFromLimits(_ resources: inout JSONObject) {
        guard let limits = resources["limits"]?.object else { return }
        resources.update("requests") { requests in
            for limit in limits.members where requests[limit.key] == nil { requests[limit.key] = limit.value }
        }
    }

    private static func container(_ container: inout JSONObject) {
        let image = container["image"]?.string ?? ""
        container.setDefault("imagePullPolicy", isLatest(image) ? "Always" : "IfNotPresent")
    }

    /// No tag and no digest is `latest` (docker's reference grammar); what is no image name has no tag at all.
    private static func isLatest(_ image: String) -> Bool {
        guard !image.isEmpty, !image.contains("@") else { return false }
        let name = image.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        guard let colon = name.lastIndex(of: ":") else { return true }
        return name[name.index(after: colon)...] == "latest"
    }

    private static func volume(_ volume: inout JSONObject) {
        if volume.count == 1, volume["name"] != nil { volume["emptyDir"] = [:] }
    }

    private static func service(_ spec: inout JSONObject) {
        if spec["sessionAffinity"] == "None" {
            spec["sessionAffinityConfig"] = nil
        } else if spec["sessionAffinity"] == "ClientIP" {
            let given = spec["sessionAffinityConfig"]?["clientIP"]?["timeoutSeconds"]
            spec["sessionAffinityConfig"] = ["clientIP": ["timeoutSeconds": given ?? 10_800]]
        }
        spec.updateEach("ports") { port in
            if port["targetPort"] == 0 || port["targetPort"] == "" { port["targetPort"] = port["port"] }
        }
        if spec["type"] == "NodePort" || spec["type"] == "LoadBalancer" {
            spec.setDefault("externalTrafficPolicy", "Cluster")
        }
    }

    /// Conversion takes `stringData` into `data`; it is never answered.
    private static func secret(_ secret: inout JSONObject) {
        guard let texts = secret["stringData"]?.object else { return }
        secret["stringData"] = nil
        secret.update("data") { data in
            for text in texts.members { data[text.key] = .string(Base64.encode((text.value.string ?? "").utf8)) }
        }
    }

    private static func limitRange(_ item: inout JSONObject) {
        guard item["type"] == "Container" else { return }
        func fill(_ target: String, from source: String) {
            guard let values = item[source]?.object, !values.isEmpty else { return }
            item.update(target) { map in
                for value in values.members where map[value.key] == nil { map[value.key] = value.value }
            }
        }
        fill("default", from: "max")
        fill("defaultRequest", from: "default")
        fill("defaultRequest", from: "min")
    }

    private static func replicationController(_ controller: inout JSONObject) {
        guard let labels = controller["spec"]?["template"]?["metadata"]?["labels"] else { return }
        controller.update("spec") { $0.setDefault("selector", labels) }
        controller.update("metadata") { $0.setDefault("labels", labels) }
    }

    private static func deployment(_ spec: inout JSONObject) {
        spec.update("strategy") { strategy in
            strategy.setDefault("type", "RollingUpdate")
            guard strategy["type"] == "RollingUpdate" else { return }
            strategy.update("rollingUpdate") { update in
                update.setDefault("maxUnavailable", "25%")
                update.setDefault("maxSurge", "25%")
            }
        }
    }

    private static func daemonSet(_ spec: inout JSONObject) {
        spec.update("updateStrategy") { strategy in
            strategy.setDefault("type", "RollingUpdate")
            guard strategy["type"] == "RollingUpdate" else { return }
            strategy.update("rollingUpdate") { $0.setDefault("maxUnavailable", 1) }
        }
    }

    private static func statefulSet(_ spec: inout JSONObject) {
        spec.update("updateStrategy") { strategy in
            if strategy["type"] == nil {
                strategy["type"] = "RollingUpdate"
                strategy.setDefault("rollingUpdate", [:])
            }
            guard strategy["type"] == "RollingUpdate", strategy["rollingUpdate"] != nil else { return }
            strategy.update("rollingUpdate") { $0.setDefault("partition", 0) }
        }
        // Conversion writes the claims in the version that they are read in.
        spec.updateEach("volumeClaimTemplates") { claim in
            claim["apiVersion"] = "v1"
            claim["kind"] = "PersistentVolumeClaim"
        }
    }

    private static func job(_ job: inout JSONObject) {
        job.update("spec") { spec in
            if spec["completions"] == nil, spec["parallelism"] == nil { spec["completions"] = 1 }
            spec.setDefault("parallelism", 1)
            spec.setDefault("backoffLimit", 6)
        }
        guard let labels = job["spec"]?["template"]?["metadata"]?["labels"] else { return }
        job.update("metadata") { $0.setDefault("labels", labels) }
    }

    private static func autoscaler(_ spec: inout JSONObject) {
        if spec["metrics"]?.isEmpty ?? true {
            spec["metrics"] = [
                [
                    "type": "Resource",
                    "resource": ["name": "cpu", "target": ["type": "Utilization", "averageUtilization": 80]],
                ]
            ]
        }
        guard spec["behavior"]?.object != nil else { return }
        spec.update("behavior") { behavior in
            behavior.update("scaleUp") { rules in
                rules.setDefault("stabilizationWindowSeconds", 0)
                rules.setDefault("selectPolicy", "Max")
                let pods: JSONValue = ["type": "Pods", "value": 4, "periodSeconds": 15]
                rules.setDefault("policies", [pods, everything])
            }
            behavior.update("scaleDown") { rules in
                rules.setDefault("selectPolicy", "Max")
                rules.setDefault("policies", [everything])
            }
        }
    }

    private static let everything: JSONValue = ["type": "Percent", "value": 100, "periodSeconds": 15]

    private static func networkPolicy(_ spec: inout JSONObject) {
        guard spec["policyTypes"]?.isEmpty ?? true else { return }
        spec["policyTypes"] = spec["egress"]?.isEmpty ?? true ? ["Ingress"] : ["Ingress", "Egress"]
    }

    private static func subject(_ subject: inout JSONObject) {
        guard subject["kind"] == "User" || subject["kind"] == "Group" else { return }
        subject.setDefault("apiGroup", "rbac.authorization.k8s.io")
    }

    private static func definition(_ definition: inout JSONObject) {
        definition.update("spec") { spec in
            spec.update("names") { names in
                guard let kind = names["kind"]?.string, !kind.isEmpty else { return }
                names.setDefault("singular", .string(kind.lowercased()))
                names.setDefault("listKind", .string(kind + "List"))
            }
        }
        let stored = definition["spec"]?["versions"]?.array?.first { $0["storage"] == true }?["name"]
        guard let stored else { return }
        definition.update("status") { status in
            if status["storedVersions"]?.isEmpty ?? true { status["storedVersions"] = [stored] }
        }
    }
}
