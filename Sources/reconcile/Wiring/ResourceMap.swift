import KubeAPI
import ObjectModel
import Reconciler
import Synchronization

/// How the server calls each kind, as discovery said.
final class ResourceMap: Sendable {
    private let known = Mutex<[GroupVersionKind: APIResource]>([:])

    func set(_ resources: [GroupVersionKind: APIResource]) {
        known.withLock { $0.merge(resources) { _, new in new } }
    }

    func resource(for kind: GroupVersionKind) throws(LiveReadError) -> APIResource {
        guard let resource = known.withLock({ $0[kind] }) else {
            throw LiveReadError(isForbidden: false, description: "the server was not asked for \(kind)")
        }
        return resource
    }
}
