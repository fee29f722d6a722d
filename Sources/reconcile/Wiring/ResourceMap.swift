import KubeAPI
import ObjectModel
import Reconciler
import Synchronization

/// How the server calls each kind, as discovery said.
final class ResourceMap: Sendable {
    private let known = Mutex<[GroupVersionKind: APIResource]>([:])
    private let mustRefresh = Mutex(false)

    /// What was learnt may have changed: the next question goes past every cache.
    func forget() { mustRefresh.withLock { $0 = true } }

    /// Whether to ask past the caches; once for each `forget`.
    func takeRefresh() -> Bool {
        mustRefresh.withLock { flag in
            let wanted = flag
            flag = false
            return wanted
        }
    }

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
