import HTTPService
import JSONText
import ObjectModel

/// What a DELETE asks for, from its body and its query.
struct DeleteOptions {
    enum Propagation: String { case background = "Background", foreground = "Foreground", orphan = "Orphan" }

    var isDryRun = false
    var uid: String?
    var resourceVersion: String?
    var propagation: Propagation?

    init(_ request: HTTPRequest) throws(APIStatus) {
        var body: JSONValue = [:]
        if !request.body.isEmpty {
            do {
                body = try JSONText.read(request.body, subject: "DeleteOptions")
            } catch {
                throw .badRequest("couldn't get version/kind; json parse error: \(error.detail)")
            }
        }
        let dryRun = body["dryRun"]?.array?.compactMap(\.string) ?? []
        let options = try RequestOptions(
            HTTPRequest(method: "", path: "", query: request.query + dryRun.map { ("dryRun", $0) }),
            kind: "DeleteOptions")
        isDryRun = options.isDryRun
        uid = body["preconditions"]?["uid"]?.string
        resourceVersion = body["preconditions"]?["resourceVersion"]?.string
        let policy = body["propagationPolicy"]?.string ?? request.parameter("propagationPolicy")
        if let policy {
            guard let known = Propagation(rawValue: policy) else {
                let supported = ["Foreground", "Background", "Orphan", "nil"]
                throw .invalid(
                    GroupKind(group: "meta.k8s.io", kind: "DeleteOptions"), "",
                    [.notSupported("propagationPolicy", policy.jsonQuoted, supported)])
            }
            propagation = known
        } else if body["orphanDependents"] == true {
            propagation = .orphan
        }
    }
}

/// DELETE, of one object and of a collection.
extension ClusterState {
    mutating func delete(
        _ resource: APIResource, _ name: ObjectName, _ options: DeleteOptions, now: Timestamp
    ) throws(APIStatus) -> JSONValue {
        guard let live = object(resource.name, name) else { throw .notFound(resource.name, name.name) }
        try check(options, live, resource)
        let object = markedForDeletion(live, resource, now)
        if !Self.holding(object).isEmpty || resource.name == Self.namespaces {
            guard !options.isDryRun else { return converted(object, to: resource) }
            let kept = live.isTerminating ? live : put(object, in: resource.name, as: name)
            if resource.name == Self.namespaces { empty(namespace: name.name, now) }
            return converted(kept, to: resource)
        }
        if !options.isDryRun {
            erase(resource, name)
            let orphans = resource.kind.group == "batch" && options.propagation == nil
            collect(dependentsOf: live, orphans ? .orphan : options.propagation, now)
        }
        return resource.answersDeletedObject ? converted(live, to: resource) : success(live, resource)
    }

    mutating func deleteCollection(
        _ resource: APIResource, namespace: String?, _ request: HTTPRequest, now: Timestamp
    ) throws(APIStatus) -> JSONValue {
        let options = try DeleteOptions(request)
        let selector = try Selector(request, resource)
        var items: [JSONValue] = []
        for (name, object) in objects(resource.name, namespace: namespace) where selector.matches(object) {
            _ = try delete(resource, name, options, now: now)
            let item = converted(object, to: resource)
            items.append(resource.custom == nil ? item.without("apiVersion", "kind") : item)
        }
        return [
            "kind": .string(resource.custom?.listKind ?? resource.kind.kind + "List"),
            "apiVersion": .string(resource.kind.apiVersion),
            "metadata": ["resourceVersion": .string(String(revision))], "items": .array(items),
        ]
    }

    /// The finalizers that keep an object. Nothing uses storage here, so its protection ends at once.
    private static func holding(_ object: JSONValue) -> [String] {
        object.finalizers.filter { $0 != "kubernetes.io/pvc-protection" && $0 != "kubernetes.io/pv-protection" }
    }

    static let namespaces = ResourceName(group: "", plural: "namespaces")

    private func check(_ options: DeleteOptions, _ live: JSONValue, _ resource: APIResource) throws(APIStatus) {
        let kind = ResourceName(group: resource.kind.group, plural: resource.kind.kind)
        if let uid = options.uid, uid != live.uid {
            throw .conflict(
                kind, live.objectName,
                "the UID in the precondition (\(uid)) does not match the UID in record (\(live.uid))."
                    + " The object might have been deleted and then recreated")
        }
        if let version = options.resourceVersion, version != live.resourceVersion {
            throw .conflict(
                kind, live.objectName,
                "the ResourceVersion in the precondition (\(version)) does not match the ResourceVersion in record"
                    + " (\(live.resourceVersion)). The object might have been modified")
        }
    }

    /// The object with its deletion begun (`markAsDeleting`); a namespace says so in its status too.
    private func markedForDeletion(_ live: JSONValue, _ resource: APIResource, _ now: Timestamp) -> JSONValue {
        guard !live.isTerminating else { return live }
        var object = live
        let isNamespace = resource.name == Self.namespaces
        object.updateMetadata { metadata in
            metadata["deletionTimestamp"] = .string(now.wireText)
            if !isNamespace { metadata["deletionGracePeriodSeconds"] = 0 }
            if live.generation > 0 { metadata["generation"] = .integer(live.generation &+ 1) }
        }
        if isNamespace { object.update { $0.update("status") { $0["phase"] = "Terminating" } } }
        return object
    }

    private func success(_ live: JSONValue, _ resource: APIResource) -> JSONValue {
        var details = APIStatus.details(resource.kind.group, resource.plural, live.objectName)
        details["uid"] = .string(live.uid)
        return [
            "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Success", "details": .object(details),
        ]
    }

    /// A namespace goes when nothing is left in it; any other object when its finalizers are gone.
    func isEmptied(_ object: JSONValue, _ resource: APIResource) -> Bool {
        resource.name != Self.namespaces || !all.contains { $0.name.namespace == object.objectName }
    }

    /// Takes the object away and what stands and falls with it; returns its last state.
    @discardableResult
    mutating func erase(_ resource: APIResource, _ name: ObjectName) -> JSONValue? {
        guard let last = remove(resource.name, name) else { return nil }
        if resource.name == ResourceName(group: "apiextensions.k8s.io", plural: "customresourcedefinitions") {
            let defined = ResourceName(
                group: last["spec"]?["group"]?.string ?? "", plural: last["spec"]?["names"]?["plural"]?.string ?? "")
            for (name, _) in objects(defined, namespace: nil) { remove(defined, name) }
            uninstall(name.name)
        }
        if !name.namespace.isEmpty { finishNamespace(name.namespace) }
        return last
    }

    /// Deletes everything in a namespace, then the namespace; what has finalizers keeps it until they are gone.
    private mutating func empty(namespace: String, _ now: Timestamp) {
        for (resource, name, object) in all where name.namespace == namespace {
            guard let served = catalog.versions(of: resource).first else { continue }
            if Self.holding(object).isEmpty {
                erase(served, name)
            } else if !object.isTerminating {
                _ = put(markedForDeletion(object, served, now), in: resource, as: name)
            }
        }
        finishNamespace(namespace)
    }

    private mutating func finishNamespace(_ namespace: String) {
        let name = ObjectName(namespace: "", name: namespace)
        guard let object = object(Self.namespaces, name), object.isTerminating, object.finalizers.isEmpty,
            !all.contains(where: { $0.name.namespace == namespace })
        else { return }
        remove(Self.namespaces, name)
    }

    /// What refers to a deleted owner goes too, or loses the reference.
    private mutating func collect(
        dependentsOf owner: JSONValue, _ propagation: DeleteOptions.Propagation?, _ now: Timestamp
    ) {
        guard collectsGarbage else { return }
        for (resource, name, object) in all {
            let owners = object.metadata["ownerReferences"]?.array ?? []
            let rest = owners.filter { $0["uid"]?.string != owner.uid }
            guard rest.count < owners.count, let served = catalog.versions(of: resource).first else { continue }
            if rest.isEmpty, propagation != .orphan {
                if Self.holding(object).isEmpty {
                    erase(served, name)
                    collect(dependentsOf: object, propagation, now)
                } else {
                    _ = put(markedForDeletion(object, served, now), in: resource, as: name)
                }
            } else {
                var orphan = object
                orphan.updateMetadata { $0["ownerReferences"] = rest.isEmpty ? JSONValue?.none : .array(rest) }
                _ = put(orphan, in: resource, as: name)
            }
        }
    }
}
