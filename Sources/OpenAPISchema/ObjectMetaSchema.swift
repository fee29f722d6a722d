import ObjectModel

/// The members of `metadata` that a manifest may set, for kinds whose own schema leaves them out, as CRDs do.
///
/// Source: apimachinery `meta/v1` `ObjectMeta` with its list and patch markers.
enum ObjectMetaSchema {
    static let name = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"

    static let definition: JSONValue = [
        "type": "object",
        "properties": [
            "name": text, "generateName": text, "namespace": text, "selfLink": text, "uid": text,
            "resourceVersion": text, "clusterName": text, "creationTimestamp": time, "deletionTimestamp": time,
            "generation": ["type": "integer"], "deletionGracePeriodSeconds": ["type": "integer"],
            "labels": textByKey, "annotations": textByKey,
            "finalizers": ["type": "array", "items": text, "x-kubernetes-list-type": "set"],
            "managedFields": ["type": "array", "items": [:]],
            "ownerReferences": [
                "type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["uid"],
                "items": ["type": "object", "x-kubernetes-map-type": "atomic", "properties": owner],
            ],
        ],
    ]

    private static let text: JSONValue = ["type": "string"]
    private static let time: JSONValue = ["type": "string", "format": "date-time"]
    private static let textByKey: JSONValue = ["type": "object", "additionalProperties": text]
    private static let owner: JSONValue = [
        "apiVersion": text, "kind": text, "name": text, "uid": text, "controller": ["type": "boolean"],
        "blockOwnerDeletion": ["type": "boolean"],
    ]
}
