import Drift
import ObjectModel
import Reconciler

/// Looks for what is ours and not in Git, in every kind that Git has: by our label, so that little is read.
///
/// A comparison reads one or two objects of a kind by name and lists more only where they are; a plan that prunes has
/// to see the rest as well. Kinds that Git has no more are the controller's, which remembers what it has applied.
struct OrphanSearch {
    let cluster: any WatchableCluster
    let environment: String

    /// By key. A kind that may not be listed shows none: what is not seen is not pruned.
    func orphans(beside state: DesiredState) async throws -> [Orphan] {
        let kinds = Set(state.objects.map(\.kind))
        let availability = try await cluster.availability(of: kinds)
        let declared = Set(state.objects.map(\.key))
        var found: [ObjectKey: Orphan] = [:]
        for kind in kinds.sorted() where availability[kind]?.isServed == true {
            let namespaces = Set(state.objects.filter { $0.kind == kind }.map(\.key.namespace)).subtracting([""])
            for live in try await objects(of: kind, namespaces.sorted()) {
                guard let orphan = Orphan(live), !declared.contains(orphan.key) else { continue }
                found[orphan.key] = orphan
            }
        }
        return found.values.sorted { $0.key < $1.key }
    }

    /// Of the whole cluster; of the namespaces that may be listed, where that is forbidden.
    private func objects(of kind: GroupVersionKind, _ namespaces: [String]) async throws -> [JSONValue] {
        if let all = try await labelled(kind, in: .cluster) { return all }
        var objects: [JSONValue] = []
        for namespace in namespaces { objects += try await labelled(kind, in: .namespace(namespace)) ?? [] }
        return objects
    }

    /// `nil` where the server refuses.
    private func labelled(_ kind: GroupVersionKind, in scope: ListScope) async throws -> [JSONValue]? {
        var objects: [JSONValue] = []
        do {
            _ = try await cluster.list(kind, in: scope, .labelled(environment)) { event in
                switch event {
                case .object(let live): objects.append(live)
                case .restarted: objects = []
                }
            }
            return objects
        } catch let error as LiveReadError where error.isForbidden {
            return nil
        }
    }
}
