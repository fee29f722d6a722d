import ObjectModel
import OpenAPISchema

/// Everything that the cluster holds, as a synchronous state machine: the time is told, nothing is waited for.
struct ClusterState: Sendable {
    private(set) var catalog: ResourceCatalog
    private(set) var revision: UInt64
    private(set) var history: WatchHistory
    var identities: IdentitySource
    var addresses = ServiceAddresses()
    /// Whether deleting an owner deletes what refers to it, as the garbage collector does.
    let collectsGarbage: Bool
    private var collections: [ResourceName: [ObjectName: JSONValue]] = [:]

    init(historyLimit: Int, seed: UInt64, collectsGarbage: Bool) {
        catalog = ResourceCatalog(types: ServedTypes.table)
        revision = 1
        history = WatchHistory(limit: historyLimit)
        identities = IdentitySource(seed: seed)
        self.collectsGarbage = collectsGarbage
    }

    func object(_ resource: ResourceName, _ name: ObjectName) -> JSONValue? { collections[resource]?[name] }

    /// By namespace and name; all namespaces where none is given.
    func objects(_ resource: ResourceName, namespace: String?) -> [(name: ObjectName, object: JSONValue)] {
        (collections[resource] ?? [:])
            .filter { namespace == nil || $0.key.namespace == namespace }
            .sorted { $0.key < $1.key }
            .map { ($0.key, $0.value) }
    }

    /// Everything, for what concerns all kinds: emptying a namespace, collecting what an owner leaves.
    var all: [(resource: ResourceName, name: ObjectName, object: JSONValue)] {
        collections.flatMap { resource, objects in objects.map { (resource, $0.key, $0.value) } }
            .sorted { ($0.resource.description, $0.name) < ($1.resource.description, $1.name) }
    }

    /// Keeps `object` at a new revision, which it states; returns it as kept.
    mutating func put(_ object: JSONValue, in resource: ResourceName, as name: ObjectName) -> JSONValue {
        revision += 1
        var object = object
        object.update { $0.update("metadata") { $0["resourceVersion"] = .string(String(revision)) } }
        let previous = collections[resource, default: [:]].updateValue(object, forKey: name)
        history.append(
            WatchEvent(
                revision: revision, resource: resource, namespace: name.namespace,
                kind: previous == nil ? .added : .modified, object: object, previous: previous))
        return object
    }

    /// Takes the object away; its last state states the revision at which it went.
    @discardableResult
    mutating func remove(_ resource: ResourceName, _ name: ObjectName) -> JSONValue? {
        guard var object = collections[resource]?.removeValue(forKey: name) else { return nil }
        revision += 1
        let previous = object
        object.update { $0.update("metadata") { $0["resourceVersion"] = .string(String(revision)) } }
        history.append(
            WatchEvent(
                revision: revision, resource: resource, namespace: name.namespace, kind: .deleted, object: object,
                previous: previous))
        return object
    }

    mutating func install(_ definition: JSONValue) { catalog.install(definition) }
    mutating func uninstall(_ definition: String) { catalog.remove(definition) }
    mutating func compact() { history.compact(at: revision) }
}
