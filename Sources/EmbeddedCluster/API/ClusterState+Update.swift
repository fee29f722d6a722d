import ObjectModel

/// What an update keeps of the object that it replaces.
extension ClusterState {
    /// What a client cannot change comes from the old object (`rest.BeforeUpdate`).
    func prepareForUpdate(_ object: inout JSONValue, _ old: JSONValue, _ context: WriteContext) {
        if let subresource = context.subresource, subresource == .status {
            keepAllButStatus(of: old, in: &object, context.resource)
        } else if context.resource.hasStatusOfItsOwn {
            object.update { $0["status"] = old["status"] }
        }
        let isNamespaced = context.resource.isNamespaced
        object.updateMetadata { metadata in
            metadata["uid"] = old.metadata["uid"]
            metadata["creationTimestamp"] = old.metadata["creationTimestamp"]
            metadata["resourceVersion"] = old.metadata["resourceVersion"]
            metadata["generation"] = old.metadata["generation"]
            metadata["selfLink"] = nil
            metadata["name"] = old.metadata["name"]
            metadata["namespace"] = isNamespaced ? old.metadata["namespace"] : JSONValue?.none
            for key in ["deletionTimestamp", "deletionGracePeriodSeconds"] { metadata[key] = old.metadata[key] }
        }
        context.resource.prepareForUpdate(&object, old)
        guard context.subresource == nil, context.resource.countsGenerations,
            changesIntent(object, old, context.resource)
        else { return }
        object.updateMetadata { $0["generation"] = .integer(old.generation &+ 1) }
    }

    private func keepAllButStatus(of old: JSONValue, in object: inout JSONValue, _ resource: APIResource) {
        let (status, managed) = (object["status"], object.metadata["managedFields"])
        if resource.custom != nil {
            object = old
        } else {
            object.update { $0["spec"] = old["spec"] }
        }
        object.update { $0["status"] = status }
        object.updateMetadata { $0["managedFields"] = managed }
    }

    private func changesIntent(_ new: JSONValue, _ old: JSONValue, _ resource: APIResource) -> Bool {
        if resource.custom != nil {
            return new.without("metadata", "status") != old.without("metadata", "status")
        }
        if resource.plural == "deployments", new.metadata["annotations"] != old.metadata["annotations"] { return true }
        return resource.plural.hasSuffix("webhookconfigurations")
            ? new["webhooks"] != old["webhooks"] : new["spec"] != old["spec"]
    }
}
