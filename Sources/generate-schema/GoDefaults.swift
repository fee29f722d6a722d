import ObjectModel
import OpenAPISchema

/// Defaults that Go code sets and that the API documents do not state, where comparing needs them: inside lists whose
/// elements are told apart by a defaulted member, and inside atomic lists.
///
/// Source: `SetDefaults_*` in `pkg/apis/*/v1/defaults.go` of kubernetes 1.20 and 1.36.
enum GoDefaults {
    static let facts: [String: [String: JSONValue]] = [
        "io.k8s.api.core.v1.ContainerPort": ["protocol": "TCP"],
        "io.k8s.api.core.v1.ServicePort": ["protocol": "TCP"],
        "io.k8s.api.core.v1.EndpointPort": ["protocol": "TCP"],
        "io.k8s.api.core.v1.ServiceAccountTokenProjection": ["expirationSeconds": 3600],
        "io.k8s.api.core.v1.ObjectFieldSelector": ["apiVersion": "v1"],
        "io.k8s.api.core.v1.PersistentVolumeClaimSpec": ["volumeMode": "Filesystem"],
        "io.k8s.api.networking.v1.NetworkPolicyPort": ["protocol": "TCP"],
        "io.k8s.api.discovery.v1.EndpointPort": ["protocol": "TCP", "name": ""],
        "io.k8s.api.admissionregistration.v1.RuleWithOperations": ["scope": "*"],
        "io.k8s.api.admissionregistration.v1.ServiceReference": ["port": 443],
        "io.k8s.api.core.v1.HTTPGetAction": ["path": "/", "scheme": "HTTP"],
    ]
}

extension TypeTable {
    /// States defaults by definition name and member; one that the document states stays.
    mutating func setDefaults(_ facts: [String: [String: JSONValue]]) {
        for (place, type) in types.enumerated() {
            guard case .object(let shape) = type.shape, let members = facts[type.name] else { continue }
            let properties = shape.properties.map { property in
                var property = property
                property.defaultValue = property.defaultValue ?? members[property.name]
                return property
            }
            let stated = ObjectShape(
                properties: properties, preservesUnknown: shape.preservesUnknown, isAtomic: shape.isAtomic)
            replace(TypeID(index: place), with: SchemaType(name: type.name, shape: .object(stated)))
        }
    }
}
