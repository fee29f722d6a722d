package import Drift
import ObjectModel

/// A question to the API server's authorizer.
package struct AccessRequest: Hashable, Sendable {
    package var verb: String
    package var group: String
    /// The plural: `deployments`.
    package var resource: String
    package var subresource: String?
    /// `nil` for all namespaces, and for what has none.
    package var namespace: String?

    package init(
        _ verb: String, group: String, resource: String, subresource: String? = nil, namespace: String? = nil
    ) {
        self.verb = verb
        self.group = group
        self.resource = resource
        self.subresource = subresource
        self.namespace = namespace
    }
}

/// Who answers such questions: the port to the API server.
package protocol AccessReviewer: Sendable {
    func isAllowed(_ request: AccessRequest) async throws -> Bool
}

/// Verbs on one resource that an environment needs, and what for.
package struct PermissionNeed: Hashable, Sendable {
    package enum Purpose: Int, Hashable, Sendable, CaseIterable, Comparable {
        /// `diff` lists kinds, or reads object by object where it may not.
        case compare
        /// `run` watches.
        case watch
        /// An object's mode has it applied.
        case write
        /// It may be pruned, or made anew.
        case delete
        /// The controller's own objects: leases, events, status.
        case control

        package static func < (left: Purpose, right: Purpose) -> Bool { left.rawValue < right.rawValue }
    }

    package var purpose: Purpose
    package var group: String
    package var resource: String
    package var subresource: String?
    /// Where the objects are; empty for what has no namespace.
    package var namespaces: Set<String>
    package var verbs: [String]

    package init(
        _ purpose: Purpose, _ verbs: [String], group: String, resource: String, subresource: String? = nil,
        namespaces: Set<String>
    ) {
        self.purpose = purpose
        self.verbs = verbs
        self.group = group
        self.resource = resource
        self.subresource = subresource
        self.namespaces = namespaces
    }

    /// `deployments.apps`, `environments/status.reconcile.dev`, as RBAC's own tools write it.
    package var name: String {
        resource + (subresource.map { "/\($0)" } ?? "") + (group.isEmpty ? "" : ".\(group)")
    }
}

extension PermissionNeed {
    /// What is needed for one kind, of which Git has `objects`: in their namespaces, and no more than `reconcile rbac`
    /// gives.
    package static func of(
        group: String, resource: String, _ objects: [DesiredObject], _ rights: ObjectRights
    ) -> [PermissionNeed] {
        func need(_ purpose: Purpose, _ verbs: [String], _ objects: [DesiredObject]) -> PermissionNeed? {
            guard !objects.isEmpty else { return nil }
            let namespaces = Set(objects.map(\.key.namespace)).subtracting([""])
            return PermissionNeed(purpose, verbs, group: group, resource: resource, namespaces: namespaces)
        }
        return [
            need(.compare, ["get", "list"], objects), need(.watch, ["watch"], objects),
            need(.write, ["create", "patch"], objects.filter(rights.writes)),
            need(.delete, ["delete"], objects.filter(rights.deletes)),
        ].compactMap(\.self)
    }

    /// What the controller needs for itself: events beside the objects, the rest in its own namespace; `home` is nil for
    /// a cluster that it does not run in.
    package static func ofController(in home: String?, objectsIn namespaces: Set<String>) -> [PermissionNeed] {
        let events = PermissionNeed(
            .control, ["create", "patch"], group: "", resource: "events", namespaces: namespaces)
        guard let home else { return [events] }
        func own(_ verbs: [String], _ group: String, _ resource: String, _ subresource: String? = nil) -> PermissionNeed
        {
            PermissionNeed(
                .control, verbs, group: group, resource: resource, subresource: subresource, namespaces: [home])
        }
        let reports = ["create", "delete", "get", "list", "patch", "watch"]
        return [
            events, own(["create", "get", "update"], "coordination.k8s.io", "leases"),
            own(reports, "reconcile.dev", "environments"), own(["patch"], "reconcile.dev", "environments", "status"),
            own(reports, "reconcile.dev", "driftreports"),
        ]
    }
}
