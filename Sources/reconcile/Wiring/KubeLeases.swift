import KubeAPI
import ObjectModel
import Reconciler

/// Leases of the API server, in one namespace.
struct KubeLeases: LeaseStore {
    let client: KubeClient
    let namespace: String

    private static let resource = APIResource(
        groupVersion: GroupVersion("coordination.k8s.io/v1"), kind: "Lease", name: "leases", isNamespaced: true)

    func read(_ name: String) async throws -> LeaseRecord? {
        try await client.get(Self.resource, namespace: namespace, name: name).map(LeaseRecord.init(lease:))
    }

    func create(_ record: LeaseRecord, _ name: String) async throws -> LeaseRecord {
        let lease = record.lease(namespace: namespace, name: name)
        return LeaseRecord(lease: try await client.create(lease, as: Self.resource, namespace: namespace).object)
    }

    func replace(_ record: LeaseRecord, _ name: String) async throws -> LeaseRecord {
        let lease = record.lease(namespace: namespace, name: name)
        return LeaseRecord(lease: try await client.replace(lease, Self.resource, namespace: namespace).object)
    }
}
