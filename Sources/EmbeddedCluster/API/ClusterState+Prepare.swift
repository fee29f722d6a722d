import ObjectModel

/// What the server adds to objects of some kinds before it keeps them.
extension ClusterState {
    /// A new object has the status that the server gives it (`PrepareForCreate`).
    func prepareForCreate(_ object: inout JSONValue, _ resource: APIResource) {
        if resource.hasStatusOfItsOwn { object.update { $0["status"] = initialStatus(of: resource) } }
        switch resource.name.description {
        case "namespaces": object.update { $0["spec"] = ["finalizers": ["kubernetes"]] }
        case "daemonsets.apps":
            object.updateMetadata { metadata in
                metadata.update("annotations") { $0["deprecated.daemonset.template.generation"] = "1" }
            }
        case "jobs.batch": selectByUID(&object)
        case "persistentvolumeclaims": protect(&object, "kubernetes.io/pvc-protection")
        case "persistentvolumes": protect(&object, "kubernetes.io/pv-protection")
        case "customresourcedefinitions.apiextensions.k8s.io":
            let stored = object["spec"]?["versions"]?.array?.first { $0["storage"] == true }?["name"]
            let status: JSONValue = [
                "conditions": nil, "acceptedNames": ["plural": "", "kind": ""], "storedVersions": [stored ?? ""],
            ]
            object.update { $0["status"] = status }
        default: break
        }
    }

    /// Storage that is in use is not deleted (admission plugin `StorageObjectInUseProtection`).
    private func protect(_ object: inout JSONValue, _ finalizer: String) {
        guard !object.finalizers.contains(finalizer) else { return }
        let all = object.finalizers + [finalizer]
        object.updateMetadata { $0["finalizers"] = .array(all.map(JSONValue.string)) }
    }

    /// A Job without a selector of its own selects its pods by its UID (`jobStrategy.generateSelector`).
    private func selectByUID(_ job: inout JSONValue) {
        guard job["spec"]?["manualSelector"] != true else { return }
        let (uid, name) = (JSONValue.string(job.uid), JSONValue.string(job.objectName))
        job.update { job in
            job.update("spec") { spec in
                spec.update("template") { template in
                    template.update("metadata") { metadata in
                        metadata.update("labels") { labels in
                            labels["controller-uid"] = uid
                            labels["job-name"] = name
                        }
                    }
                }
                spec.update("selector") { $0.update("matchLabels") { $0["controller-uid"] = uid } }
            }
            // A stored Job without labels is read with those of its pods.
            guard job["metadata"]?["labels"]?.isEmpty ?? true else { return }
            let labels = job["spec"]?["template"]?["metadata"]?["labels"]
            job.update("metadata") { $0["labels"] = labels }
        }
    }

    /// Services get their addresses and ports; an update keeps those that it does not state.
    mutating func allocate(_ object: inout JSONValue, replacing old: JSONValue?, _ resource: APIResource)
        throws(APIStatus)
    {
        guard resource.name == ResourceName(group: "", plural: "services"), var spec = object["spec"]?.object else {
            return
        }
        let type = spec["type"]?.string ?? ""
        if type == "ExternalName" {
            spec["clusterIP"] = nil
            spec["clusterIPs"] = nil
        } else {
            try allocateAddress(&spec, old?["spec"])
        }
        if type == "NodePort" || type == "LoadBalancer" { try allocatePorts(&spec, old?["spec"]) }
        object.update { $0["spec"] = .object(spec) }
    }

    private mutating func allocateAddress(_ spec: inout JSONObject, _ old: JSONValue?) throws(APIStatus) {
        if spec["clusterIP"]?.isEmpty ?? true, let kept = old?["clusterIP"], !kept.isEmpty { spec["clusterIP"] = kept }
        if spec["clusterIP"]?.isEmpty ?? true {
            let services = objects(ResourceName(group: "", plural: "services"), namespace: nil)
            let taken = Set(services.compactMap { $0.object["spec"]?["clusterIP"]?.string })
            guard let address = addresses.address(isTaken: taken.contains) else {
                throw .unclassified("failed to allocate a serviceIP: range is full")
            }
            spec["clusterIP"] = .string(address)
        }
        spec["clusterIPs"] = spec["clusterIP"].map { .array([$0]) }
    }

    private mutating func allocatePorts(_ spec: inout JSONObject, _ old: JSONValue?) throws(APIStatus) {
        let services = objects(ResourceName(group: "", plural: "services"), namespace: nil)
        var taken = Set(
            services.flatMap { $0.object["spec"]?["ports"]?.array ?? [] }.compactMap { $0["nodePort"]?.integer })
        var ports: [JSONValue] = []
        for port in spec["ports"]?.array ?? [] {
            var port = port
            if port["nodePort"]?.integer ?? 0 == 0 {
                let before = old?["ports"]?.array?.first {
                    $0["port"] == port["port"] && $0["protocol"] == port["protocol"]
                }
                let number = before?["nodePort"]?.integer ?? addresses.port(isTaken: taken.contains)
                guard let number else { throw .unclassified("failed to allocate a nodePort: range is full") }
                taken.insert(number)
                port.update { $0["nodePort"] = .integer(number) }
            }
            ports.append(port)
        }
        spec["ports"] = .array(ports)
    }

    /// Serves what a kept definition defines, and says so in its status as the server's own controllers do a moment
    /// after the answer.
    mutating func establish(_ object: JSONValue, _ context: WriteContext) {
        let definitions = ResourceName(group: "apiextensions.k8s.io", plural: "customresourcedefinitions")
        guard context.resource.name == definitions, !object.isTerminating else { return }
        install(object)
        guard object["status"]?["acceptedNames"] != object["spec"]?["names"] else { return }
        var established = object
        let conditions: [JSONValue] = [
            condition("NamesAccepted", "NoConflicts", "no conflicts found", context.now),
            condition("Established", "InitialNamesAccepted", "the initial names have been accepted", context.now),
        ]
        established.update { definition in
            definition.update("status") { status in
                status["acceptedNames"] = object["spec"]?["names"]
                status["conditions"] = .array(conditions)
            }
        }
        var controller = context
        controller.options.manager = "kube-apiserver"
        controller.subresource = .status
        let name = ObjectName(namespace: "", name: object.objectName)
        _ = put(owned(established, live: object, controller), in: definitions, as: name)
    }

    private func condition(_ type: String, _ reason: String, _ message: String, _ now: Timestamp) -> JSONValue {
        [
            "type": .string(type), "status": "True", "lastTransitionTime": .string(now.wireText),
            "reason": .string(reason), "message": .string(message),
        ]
    }
}
