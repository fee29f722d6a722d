import ObjectModel
import OpenAPISchema
import Testing

/// A table that is cached reads back as it was, and the built-in one knows what comparing stands on.
@Suite struct SchemaTableTests {
    private static let deployment = GroupVersionKind(group: "apps", version: "v1", kind: "Deployment")

    @Test func builtinTableReadsBackEqual() {
        let table = BuiltinSchema.table
        #expect(table.roots.count > 80)
        #expect(TypeTable(text: table.text) == table)
    }

    @Test(arguments: [
        "", "reconcile-schema 2\n", "reconcile-schema 1\nT - [@7]\n", "reconcile-schema 1\nT - (a:@0=)\n",
        "reconcile-schema 1\nR - v1 Pod 0\n", "reconcile-schema 1\nT - [@99999999999999999999]\n",
    ])
    func refusesBrokenText(_ text: String) { #expect(TypeTable(text: text) == nil) }

    @Test func builtinKindsHaveListKeysFormatsAndPresence() throws {
        let table = BuiltinSchema.table
        let ports = try #require(property("spec/template/spec/containers/*/ports", of: Self.deployment, in: table))
        guard case .list(let element, .map(let keys)) = table[ports.type].shape else {
            Issue.record("ports are no associative list")
            return
        }
        #expect(keys == ["containerPort", "protocol"])
        guard case .object(let port) = table[element].shape else {
            Issue.record("a port is no struct")
            return
        }
        #expect(port["protocol"]?.defaultValue == "TCP")
        let limits = try #require(
            property("spec/template/spec/containers/*/resources/limits", of: Self.deployment, in: table))
        guard case .map(let value, _) = table[limits.type].shape else {
            Issue.record("limits are no map")
            return
        }
        #expect(table[value].shape == .scalar(.quantity))
        let pod = "spec/template/spec/"
        #expect(property(pod + "volumes/*/emptyDir", of: Self.deployment, in: table)?.presence == .meaningful)
        #expect(property(pod + "hostNetwork", of: Self.deployment, in: table)?.presence == .insignificant)
        #expect(
            property(pod + "automountServiceAccountToken", of: Self.deployment, in: table)?.presence == .meaningful)
    }

    @Test func definitionsOfCustomResourcesAreRead() throws {
        let table = CRDReader.table(of: [
            "spec": [
                "group": "example.com", "names": ["kind": "Widget"],
                "versions": [
                    [
                        "name": "v1",
                        "schema": [
                            "openAPIV3Schema": [
                                "type": "object",
                                "properties": [
                                    "spec": [
                                        "type": "object",
                                        "properties": [
                                            "size": ["type": "integer", "default": 3],
                                            "memory": [
                                                "x-kubernetes-int-or-string": true, "pattern": "^[KMGTPE]i$",
                                            ],
                                            "free": ["type": "object", "x-kubernetes-preserve-unknown-fields": true],
                                            "fixed": [
                                                "type": "string",
                                                "x-kubernetes-validations": [["rule": "self == oldSelf"]],
                                            ],
                                        ],
                                    ]
                                ],
                            ]
                        ],
                    ]
                ],
            ]
        ])
        let kind = GroupVersionKind(group: "example.com", version: "v1", kind: "Widget")
        #expect(property("spec/size", of: kind, in: table)?.defaultValue == 3)
        #expect(property("spec/fixed", of: kind, in: table)?.isImmutable == true)
        let memory = try #require(property("spec/memory", of: kind, in: table))
        #expect(table[memory.type].shape == .scalar(.quantity))
        let free = try #require(property("spec/free", of: kind, in: table))
        #expect(table[free.type].shape == .any)
        let labels = try #require(property("metadata/labels", of: kind, in: table))
        guard case .map = table[labels.type].shape else {
            Issue.record("labels are no map")
            return
        }
    }

    /// The member at a path of names, `*` stepping into list elements.
    private func property(_ path: String, of kind: GroupVersionKind, in table: TypeTable) -> SchemaProperty? {
        var id = table.root(kind)
        var found: SchemaProperty?
        for name in path.split(separator: "/") {
            guard let place = id else { return nil }
            switch table[place].shape {
            case .object(let object):
                found = object[String(name)]
                id = found?.type
            case .list(let element, _): id = element
            case .map(let value, _): id = value
            case .any, .scalar: return nil
            }
        }
        return found
    }
}
