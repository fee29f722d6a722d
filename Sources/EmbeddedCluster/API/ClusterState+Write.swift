import ObjectModel

/// POST, PUT, PATCH: a new state of one object (apiserver `registry/generic/registry/store.go`).
extension ClusterState {
    mutating func create(_ body: JSONValue, _ context: WriteContext) throws(APIStatus) -> WriteOutcome {
        var object = try decoded(body, as: context.resource)
        try place(&object, context)
        return try insert(owned(object, live: nil, context), context)
    }

    mutating func update(_ body: JSONValue, _ context: WriteContext) throws(APIStatus) -> WriteOutcome {
        let new = try decoded(body, as: context.resource)
        try checkIdentity(of: new, context)
        guard let live = object(context.resource.name, context.name) else {
            guard context.resource.allowsCreateOnUpdate, context.subresource == nil else {
                throw .notFound(context.resource.name, context.name.name)
            }
            return try insert(owned(new, live: nil, context), context)
        }
        let current = converted(live, to: context.resource)
        return try replace(current, with: owned(new, live: current, context), context)
    }

    mutating func apply(_ body: JSONValue, _ context: WriteContext) throws(APIStatus) -> WriteOutcome {
        let live = object(context.resource.name, context.name).map { converted($0, to: context.resource) }
        guard live != nil || context.subresource == nil else {
            throw .notFound(context.resource.name, context.name.name)
        }
        let merged = try applied(body, over: live ?? emptyObject(of: context.resource), context)
        let managed = merged.metadata["managedFields"]
        var new = try shaped(merged.withoutManagedFields, as: context.resource)
        if let managed { new.updateMetadata { $0["managedFields"] = managed } }
        try checkIdentity(of: new, context)
        guard let live else {
            if !new.uid.isEmpty {
                throw .conflict(
                    context.resource.name, context.name.name,
                    "uid mismatch: the provided object specified uid \(new.uid), and no existing object was found")
            }
            return try insert(new, context)
        }
        return try replace(live, with: new, context)
    }

    /// JSON, merge and strategic merge patches; `change` makes the new object of the old one.
    mutating func patch(
        _ context: WriteContext, _ change: (JSONValue) throws(APIStatus) -> JSONValue
    ) throws(APIStatus) -> WriteOutcome {
        guard let live = object(context.resource.name, context.name) else {
            throw .notFound(context.resource.name, context.name.name)
        }
        let current = converted(live, to: context.resource)
        let changed = try change(current)
        let new: JSONValue
        do {
            new = try shaped(changed, as: context.resource).keepingReset(of: changed)
        } catch {
            throw .invalid(
                GroupKind(group: "", kind: ""), "", [.invalid("patch", changed.jsonText.jsonQuoted, error.message)])
        }
        try checkIdentity(of: new, context)
        return try replace(current, with: owned(new, live: current, context), context)
    }

    /// Replicas changed through the subresource, whose writers own nothing of the object in 1.20.
    mutating func rescale(_ old: JSONValue, to new: JSONValue, _ context: WriteContext) throws(APIStatus) -> JSONValue {
        var context = context
        context.subresource = nil
        return try replace(old, with: new, context).object
    }

    /// The name and namespace of the object against those of the path (`checkName`).
    private func checkIdentity(of object: JSONValue, _ context: WriteContext) throws(APIStatus) {
        let (name, namespace) = (object.objectName, object.objectNamespace)
        if name.isEmpty { return }
        guard name == context.name.name else {
            throw .badRequest(
                "the name of the object (\(name)) does not match the name on the URL (\(context.name.name))")
        }
        guard namespace.isEmpty || context.name.namespace.isEmpty || namespace == context.name.namespace else {
            throw .badRequest(
                "the namespace of the object (\(namespace)) does not match the namespace on the request"
                    + " (\(context.name.namespace))")
        }
    }

    /// Gives a new object its namespace.
    private func place(_ object: inout JSONValue, _ context: WriteContext) throws(APIStatus) {
        let (stated, asked) = (object.objectNamespace, context.name.namespace)
        guard context.resource.isNamespaced else {
            if !stated.isEmpty { object.updateMetadata { $0["namespace"] = nil } }
            return
        }
        guard stated.isEmpty || stated == asked else {
            throw .badRequest(
                "the namespace of the provided object does not match the namespace sent on the request")
        }
        object.updateMetadata { $0["namespace"] = .string(asked) }
    }

    private mutating func insert(_ object: JSONValue, _ context: WriteContext) throws(APIStatus) -> WriteOutcome {
        try admit(context)
        var object = object
        try place(&object, context)
        let name = try complete(&object, context)
        prepareForCreate(&object, context.resource)
        try allocate(&object, replacing: nil, context.resource)
        let failures = Validation(catalog: catalog, resource: context.resource).failures(in: object, replacing: nil)
        guard failures.isEmpty else {
            throw .invalid(context.resource.kind.groupKind, object.objectName, failures)
        }
        guard self.object(context.resource.name, name) == nil else {
            throw .alreadyExists(context.resource.name, name.name)
        }
        guard !context.options.isDryRun else {
            return WriteOutcome(object: object, wasCreated: true)
        }
        let kept = put(object, in: context.resource.name, as: name)
        establish(kept, context)
        return WriteOutcome(object: kept, wasCreated: true)
    }

    /// The members of `metadata` that the server gives a new object (`rest.BeforeCreate`, `FillObjectMetaSystemFields`).
    private mutating func complete(_ object: inout JSONValue, _ context: WriteContext) throws(APIStatus) -> ObjectName {
        let prefix = object.metadata["generateName"]?.string ?? ""
        let generated = object.objectName.isEmpty && !prefix.isEmpty ? prefix + identities.nameSuffix() : nil
        let uid = identities.uid()
        object.updateMetadata { metadata in
            if let generated { metadata["name"] = .string(generated) }
            metadata["uid"] = .string(uid)
            metadata["creationTimestamp"] = .string(context.now.wireText)
            for key in [
                "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "clusterName", "resourceVersion",
            ] {
                metadata[key] = nil
            }
            if context.resource.countsGenerations { metadata["generation"] = 1 }
        }
        return ObjectName(
            namespace: context.resource.isNamespaced ? context.name.namespace : "", name: object.objectName)
    }

    /// New content needs a namespace that is there to stay (admission plugin `NamespaceLifecycle`).
    private func admit(_ context: WriteContext) throws(APIStatus) {
        guard context.resource.isNamespaced else { return }
        let namespaces = ResourceName(group: "", plural: "namespaces")
        let asked = context.name.namespace
        guard let namespace = object(namespaces, ObjectName(namespace: "", name: asked)) else {
            throw .notFound(namespaces, asked)
        }
        guard namespace.isTerminating else { return }
        var status = APIStatus.forbidden(
            context.resource.name, context.name.name,
            "unable to create new content in namespace \(asked) because it is being terminated")
        status.details?["causes"] = [
            [
                "reason": "NamespaceTerminating", "message": .string("namespace \(asked) is being terminated"),
                "field": "metadata.namespace",
            ]
        ]
        throw status
    }

    private mutating func replace(
        _ old: JSONValue, with new: JSONValue, _ context: WriteContext
    ) throws(APIStatus) -> WriteOutcome {
        try checkPreconditions(of: new, old, context)
        var object = new
        prepareForUpdate(&object, old, context)
        try allocate(&object, replacing: old, context.resource)
        let failures = Validation(catalog: catalog, resource: context.resource).failures(in: object, replacing: old)
        guard failures.isEmpty else {
            throw .invalid(context.resource.kind.groupKind, object.objectName, failures)
        }
        if object.isTerminating, object.finalizers.isEmpty, isEmptied(object, context.resource) {
            if !context.options.isDryRun { erase(context.resource, context.name) }
            return WriteOutcome(object: object, wasCreated: false)
        }
        guard !context.options.isDryRun, object != old else { return WriteOutcome(object: object, wasCreated: false) }
        let kept = put(object, in: context.resource.name, as: context.name)
        establish(kept, context)
        return WriteOutcome(object: kept, wasCreated: false)
    }

    private func checkPreconditions(
        of new: JSONValue, _ old: JSONValue, _ context: WriteContext
    ) throws(APIStatus) {
        let resource = context.resource
        guard new.uid.isEmpty || new.uid == old.uid else {
            let key =
                "/registry/\(resource.storagePrefix)/"
                + [context.name.namespace, context.name.name].filter { !$0.isEmpty }.joined(separator: "/")
            throw .conflict(
                resource.name, context.name.name,
                "StorageError: invalid object, Code: 4, Key: \(key),"
                    + " ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: \(new.uid),"
                    + " UID in object meta: \(old.uid)")
        }
        let stated = new.resourceVersion
        if stated.isEmpty || stated == "0" {
            guard !resource.allowsUnconditionalUpdate else { return }
            let kind = GroupKind(group: resource.kind.group, kind: resource.plural)
            let failure = FieldFailure.invalid("metadata.resourceVersion", "0x0", "must be specified for an update")
            throw .invalid(kind, context.name.name, [failure])
        }
        guard stated == old.resourceVersion else {
            throw .conflict(
                resource.name, context.name.name,
                "the object has been modified; please apply your changes to the latest version and try again")
        }
    }
}
