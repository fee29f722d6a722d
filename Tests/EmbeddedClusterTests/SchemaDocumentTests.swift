import EmbeddedCluster
import JSONText
import LoopbackHTTP
import ObjectModel
import OpenAPISchema
import Testing

/// What the cluster publishes of its types reads back as those types, so that clients compare as it merges.
@Suite struct SchemaDocumentTests {
    private static let definition: JSONValue = [
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": ["name": "widgets.example.com"],
        "spec": [
            "group": "example.com", "scope": "Namespaced", "names": ["plural": "widgets", "kind": "Widget"],
            "versions": [
                [
                    "name": "v1", "served": true, "storage": true,
                    "schema": [
                        "openAPIV3Schema": [
                            "type": "object",
                            "properties": ["spec": ["type": "object", "properties": ["size": ["type": "integer"]]]],
                        ]
                    ],
                ]
            ],
        ],
    ]

    private func check(_ table: TypeTable) throws {
        let deployment = try #require(table.root(GroupVersionKind(group: "apps", version: "v1", kind: "Deployment")))
        let containers = try #require(list(in: table, deployment, ["spec", "template", "spec", "containers"]))
        #expect(containers.kind == .map(keys: ["name"]))
        let widget = try #require(table.root(GroupVersionKind(group: "example.com", version: "v1", kind: "Widget")))
        guard case .object(let shape) = table[widget].shape else { throw PlainHTTPError(description: "no struct") }
        #expect(shape["spec"] != nil)
        #expect(shape["metadata"] != nil)
    }

    private func list(in table: TypeTable, _ root: TypeID, _ path: [String]) -> (element: TypeID, kind: ListType)? {
        var current = root
        for name in path {
            guard case .object(let shape) = table[current].shape, let next = shape[name] else { return nil }
            current = next.type
        }
        guard case .list(let element, let kind) = table[current].shape else { return nil }
        return (element, kind)
    }

    @Test func version2ReadsBack() async throws {
        let cluster = try await EmbeddedCluster.start()
        try cluster.seed([Self.definition])
        let client = try PlainHTTP(url: cluster.url, token: cluster.token)
        try check(OpenAPIReader.table(of: try client.send("GET", "/openapi/v2").json()))
        await cluster.stop()
    }

    @Test func version3ReadsBack() async throws {
        let cluster = try await EmbeddedCluster.start()
        try cluster.seed([Self.definition])
        let client = try PlainHTTP(url: cluster.url, token: cluster.token)
        var table = TypeTable()
        for path in try client.send("GET", "/openapi/v3").json()["paths"]?.object?.members ?? [] {
            let url = try #require(path.value["serverRelativeURL"]?.string)
            table.merge(OpenAPIReader.table(of: try client.send("GET", url).json()))
        }
        try check(table)
        await cluster.stop()
    }

    @Test(arguments: [
        ("1000m", "1"), ("0.5", "500m"), ("1.5Gi", "1536Mi"), ("1024Mi", "1Gi"), ("512", "512"), ("0.5Ki", "512"),
        ("1e3", "1e3"), ("1E", "1E"), ("0", "0"), ("1500m", "1500m"), ("100000", "100k"), ("-1.50", "-1500m"),
        ("0.0000000001", "1n"), ("3072Mi", "3Gi"),
    ])
    func quantitiesAreWrittenAsTheServerWritesThem(_ given: String, _ written: String) {
        #expect(QuantityText.canonical(given) == written)
    }

    @Test(arguments: ["", "x", "1x", "1.2.3", "--1", "1 Gi", "e3", String(repeating: "9", count: 40)])
    func quantitiesThatAreNone(_ text: String) { #expect(QuantityText.canonical(text) == nil) }
}
