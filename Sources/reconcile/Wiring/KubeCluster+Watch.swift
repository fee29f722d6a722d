import Drift
import KubeAPI
import ObjectModel
import Reconciler

/// The API server as the cluster that is followed.
extension KubeCluster: WatchableCluster {
    /// Watches of many kinds end at different times, so that they do not begin anew all at once.
    private static let watchSeconds = 240...420

    func list(
        _ kind: GroupVersionKind, in scope: ListScope, _ selector: LiveSelector,
        onEvent: (LiveListEvent) throws -> Void
    ) async throws -> String {
        var options = ListOptions()
        options.namespace = scope.namespace
        options.labelSelector = selector.label
        let resource = try resources.resource(for: kind)
        return try await reading {
            try await client.list(resource, options) { event in
                switch event {
                case .item(let value): try onEvent(.object(value))
                case .restarted: try onEvent(.restarted)
                }
            }.resourceVersion
        }
    }

    func watch(
        _ kind: GroupVersionKind, in scope: ListScope, _ selector: LiveSelector, from version: String,
        onEvent: (LiveWatchEvent) async throws -> Void
    ) async throws {
        var options = WatchOptions(resourceVersion: version)
        options.namespace = scope.namespace
        options.labelSelector = selector.label
        try await watch(try resources.resource(for: kind), options, onEvent: onEvent)
    }

    func watchDefinitions(onChange: (_ name: String?) async throws -> Void) async throws {
        let kind = GroupVersionKind(group: "apiextensions.k8s.io", version: "v1", kind: "CustomResourceDefinition")
        guard case .success(let resource)? = try await client.resolve([kind])[kind] else {
            throw LiveReadError(isForbidden: false, description: "the server has no CustomResourceDefinition of v1")
        }
        var listing = ListOptions()
        listing.isMetadataOnly = true
        let version = try await reading { try await client.list(resource, listing) { _ in }.resourceVersion }
        try await onChange(nil)
        var options = WatchOptions(resourceVersion: version)
        options.isMetadataOnly = true
        try await watch(resource, options) { event in
            switch event {
            case .changed(let value), .deleted(let value): try await onChange(value["metadata"]?["name"]?.string)
            case .bookmark: break
            }
        }
    }

    private func watch(
        _ resource: APIResource, _ options: WatchOptions, onEvent: (LiveWatchEvent) async throws -> Void
    ) async throws {
        var options = options
        options.duration = .seconds(Int.random(in: Self.watchSeconds))
        let settings = options
        let stream = try await reading { try await client.watch(resource, settings) }
        defer { stream.cancel() }
        try await withTaskCancellationHandler {
            var iterator = stream.makeAsyncIterator()
            while let event = try await reading({ try await iterator.next() }) {
                switch event {
                case .added(let value), .modified(let value): try await onEvent(.changed(value))
                case .deleted(let value): try await onEvent(.deleted(value))
                case .bookmark(let version): try await onEvent(.bookmark(version))
                case .gone(let error):
                    var failure = LiveReadError(isForbidden: false, description: error.description)
                    failure.isGone = true
                    throw failure
                }
            }
            try Task.checkCancellation()
        } onCancel: {
            stream.cancel()
        }
    }

    func forgetKinds() { resources.forget() }

    func listableKinds() async throws -> [GroupVersionKind] {
        let catalog = try await reading { try await client.resources() }
        let found = catalog.resources.filter { _, resource in
            Set(["list", "delete", "patch"]).isSubset(of: resource.verbs)
        }
        resources.set(found)
        // Of a kind with several versions one is enough: each shows all objects.
        let best = Dictionary(grouping: found.keys, by: \.groupKind).compactMap { kind, versions in
            let order = catalog.groups[kind.group] ?? []
            return versions.min { left, right in
                (order.firstIndex(of: left.version) ?? .max) < (order.firstIndex(of: right.version) ?? .max)
            }
        }
        return best.sorted()
    }

    // MARK: Why something does not start

    private static let pod = APIResource(
        groupVersion: GroupVersion("v1"), kind: "Pod", name: "pods", isNamespaced: true)
    private static let event = APIResource(
        groupVersion: GroupVersion("v1"), kind: "Event", name: "events", isNamespaced: true)
    private static let daemonSet = APIResource(
        groupVersion: GroupVersion("apps/v1"), kind: "DaemonSet", name: "daemonsets", isNamespaced: true)
    /// More than the operator makes.
    private static let daemonSetLimit = 100
    /// Of one object; the last ones come last.
    private static let eventLimit = 50

    func pods(in namespace: String, labelSelector: String, limit: Int) async throws -> [JSONValue] {
        var options = ListOptions()
        options.labelSelector = labelSelector
        return try await first(limit, of: Self.pod, namespace, options)
    }

    func events(in namespace: String, about uid: String) async throws -> [JSONValue] {
        var options = ListOptions()
        options.fieldSelector = "involvedObject.uid=\(uid)"
        return try await first(Self.eventLimit, of: Self.event, namespace, options)
    }

    func daemonSets(in namespace: String) async throws -> [JSONValue] {
        try await first(Self.daemonSetLimit, of: Self.daemonSet, namespace, ListOptions())
    }

    private struct Enough: Error {}

    private func first(
        _ limit: Int, of resource: APIResource, _ namespace: String, _ options: ListOptions
    ) async throws -> [JSONValue] {
        var options = options
        options.namespace = namespace
        options.pageSize = limit
        var found: [JSONValue] = []
        do {
            let settings = options
            _ = try await reading {
                try await client.list(resource, settings) { event in
                    switch event {
                    case .item(let value):
                        guard found.count < limit else { throw Enough() }
                        found.append(value)
                    case .restarted: found = []
                    }
                }
            }
        } catch is Enough {}
        return found
    }
}

extension ListScope {
    fileprivate var namespace: String? {
        guard case .namespace(let namespace) = self else { return nil }
        return namespace
    }
}

extension LiveSelector {
    fileprivate var label: String? {
        guard case .labelled(let environment) = self else { return nil }
        return "\(OwnershipLabel.key)=\(environment)"
    }
}
