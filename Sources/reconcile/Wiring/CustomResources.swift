import KubeAPI
import ObjectModel
import Reconciler

/// The custom resources `Environment` and `DriftReport` as the place where people look.
struct CustomResources: StatusPublisher {
    let client: KubeClient
    /// Where they stand: the controller's own.
    let namespace: String
    let now: @Sendable () -> Int64

    private static let manager = "reconcile-status"
    private static let environments = APIResource(
        groupVersion: GroupVersion(EnvironmentResource.kind.apiVersion), kind: EnvironmentResource.kind.kind,
        name: "environments", isNamespaced: true)
    private static let reports = APIResource(
        groupVersion: GroupVersion(DriftReportParts.kind.apiVersion), kind: DriftReportParts.kind.kind,
        name: "driftreports", isNamespaced: true)

    /// What was published last by any replica, for what has to outlive one; `nil` where there is nothing.
    func recall(_ environment: String) async throws -> PublishedState? {
        guard let object = try await client.get(Self.environments, namespace: namespace, name: environment) else {
            return nil
        }
        let kinds = (object["status"]?["appliedKinds"]?.array ?? []).compactMap { $0.string.flatMap(Self.kind) }
        return PublishedState(
            isSuspended: object["spec"]?["suspend"]?.bool ?? false,
            approvedPlan: object["spec"]?["approvedPlan"]?.string.flatMap { $0.isEmpty ? nil : $0 },
            appliedKinds: kinds)
    }

    /// `apps/v1 Deployment`, as it was published.
    private static func kind(_ text: String) -> GroupVersionKind? {
        let words = text.split(separator: " ").map(String.init)
        return words.count == 2 ? GroupVersionKind(apiVersion: words[0], kind: words[1]) : nil
    }

    /// The reports first, so that the status never names one that is not there; what is left of longer ones goes last.
    func publish(_ snapshot: EnvironmentSnapshot) async throws {
        let name = snapshot.environment.name
        let current = try await environment(name)
        let parts = DriftReportParts.objects(of: snapshot, namespace: namespace, owner: current)
        for part in parts { try await apply(part, Self.reports) }
        let names = parts.compactMap { $0["metadata"]?["name"]?.string }
        let status = EnvironmentResource.object(
            of: snapshot, namespace: namespace, reports: names, previous: current, now: now())
        try await patchStatus(of: current, to: status)
        let before = (current["status"]?["reports"]?.array ?? []).compactMap(\.string)
        for old in before where !names.contains(old) {
            do {
                try await client.delete(Self.reports, namespace: namespace, name: old)
            } catch let error as KubeError where error.code == .notFound {
                continue
            }
        }
    }

    /// The object as it is; made where there is none.
    private func environment(_ name: String) async throws -> JSONValue {
        if let found = try await client.get(Self.environments, namespace: namespace, name: name) { return found }
        let object: JSONValue = [
            "apiVersion": .string(EnvironmentResource.kind.apiVersion), "kind": .string(EnvironmentResource.kind.kind),
            "metadata": ["name": .string(name), "namespace": .string(namespace)],
        ]
        return try await client.apply(
            object, to: Self.environments, namespace: namespace, options: Self.options
        ).object
    }

    private func apply(_ object: JSONValue, _ resource: APIResource) async throws {
        _ = try await client.apply(object, to: resource, namespace: namespace, options: Self.options)
    }

    /// By merge patch: API server 1.20 leaves a `null` where a field is not applied any more, and then refuses it.
    private func patchStatus(of current: JSONValue, to wanted: JSONValue) async throws {
        let status = MergePatch.from(current["status"] ?? [:], to: wanted["status"] ?? [:])
        var options = WriteOptions()
        options.fieldManager = Self.manager
        _ = try await client.patch(
            ["status": status], as: .merge, Self.environments, namespace: namespace,
            name: wanted["metadata"]?["name"]?.string ?? "", subresource: "status", options: options)
    }

    private static var options: ApplyOptions {
        var options = ApplyOptions(fieldManager: manager)
        options.force = true
        return options
    }

    /// Tells what people ask for, now and whenever it changes, until the server ends the watch.
    func follow(onChange: (_ environment: String, PublishedState) async -> Void) async throws {
        var states: [(String, PublishedState)] = []
        var listing = ListOptions()
        listing.namespace = namespace
        let version = try await client.list(Self.environments, listing) { event in
            switch event {
            case .item(let object): if let state = Self.state(object) { states.append(state) }
            case .restarted: states = []
            }
        }.resourceVersion
        for (name, state) in states { await onChange(name, state) }
        var options = WatchOptions(resourceVersion: version)
        options.namespace = namespace
        for try await event in try await client.watch(Self.environments, options) {
            switch event {
            case .added(let object), .modified(let object):
                if let (name, state) = Self.state(object) { await onChange(name, state) }
            case .deleted, .bookmark: break
            case .gone(let error): throw error
            }
        }
    }

    private static func state(_ object: JSONValue) -> (String, PublishedState)? {
        guard let name = object["metadata"]?["name"]?.string else { return nil }
        return (
            name,
            PublishedState(
                isSuspended: object["spec"]?["suspend"]?.bool ?? false,
                approvedPlan: object["spec"]?["approvedPlan"]?.string.flatMap { $0.isEmpty ? nil : $0 })
        )
    }
}
