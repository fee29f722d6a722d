import Drift
import ObjectModel

/// How the live objects of one kind are read: with the fewest requests that do not read much else.
enum ReadPlan: Hashable {
    case listCluster
    case listNamespaces([String])
    case getEach

    /// Up to this many objects are asked for one by one.
    private static let fewObjects = 2
    /// Beyond this many namespaces one list of the whole cluster is cheaper than one for each.
    static let fewNamespaces = 6

    init(_ objects: [DesiredObject], scope: KindScope?) {
        if objects.count <= Self.fewObjects {
            self = .getEach
            return
        }
        let namespaces = Set(objects.map(\.key.namespace)).sorted()
        let isWide = scope != .namespaced || namespaces.count > Self.fewNamespaces
        self = isWide ? .listCluster : .listNamespaces(namespaces)
    }
}
