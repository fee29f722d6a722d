/// Which object of a collection; the namespace is empty for a cluster-scoped one.
struct ObjectName: Hashable, Sendable, Comparable {
    var namespace: String
    var name: String

    /// As etcd's keys are ordered.
    static func < (left: ObjectName, right: ObjectName) -> Bool {
        (left.namespace, left.name) < (right.namespace, right.name)
    }
}
