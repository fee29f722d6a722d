import HTTPService
import JSONText
import ObjectModel
import OpenAPISchema

/// The schema documents that the cluster publishes, written from its type table; of CRDs, from their own schemas.
struct OpenAPIDocuments {
    let catalog: ResourceCatalog

    /// `/openapi/v2`: JSON, or the protobuf form that `kubectl` asks for.
    func version2(for request: HTTPRequest) -> APIAnswer {
        let writer = SchemaWriter(types: catalog.types, dialect: .version2)
        let document: JSONValue = [
            "swagger": "2.0", "info": Self.info, "paths": .object(paths(of: catalog.resources)),
            "definitions": .object(definitions(of: catalog.resources, writer)),
        ]
        let accept = request.headers["accept"] ?? ""
        for type in Self.protobufTypes where accept.contains(type) {
            // Clients parse the content type of an answer, and the older name is none.
            let answered = type.contains("@") ? "application/octet-stream" : type
            return .bytes(contentType: answered, OpenAPIProtobuf.document(document))
        }
        return .json(200, document)
    }

    /// The name has changed: `@` is none of HTTP's token characters.
    private static let protobufTypes = [
        "application/com.github.proto-openapi.spec.v2@v1.0+protobuf",
        "application/com.github.proto-openapi.spec.v2.v1.0+protobuf",
    ]

    private static let info: JSONValue = ["title": "Kubernetes", "version": "v1.20.2"]

    /// `/openapi/v3`: where each group-version's document is; the hash in the URL changes with what is served.
    var version3Index: JSONValue {
        var paths = JSONObject()
        for path in groupVersionPaths {
            let served = catalog.resources.filter { Self.path(of: $0) == path }
            paths[path] = ["serverRelativeURL": .string("/openapi/v3/\(path)?hash=\(Self.hash(served))")]
        }
        return ["paths": .object(paths)]
    }

    /// One group-version's document; `nil` for one that is not served.
    func version3(_ path: String) -> JSONValue? {
        let served = catalog.resources.filter { Self.path(of: $0) == path }
        guard !served.isEmpty else { return nil }
        let writer = SchemaWriter(types: catalog.types, dialect: .version3)
        return [
            "openapi": "3.0.0", "info": Self.info, "paths": .object(paths(of: served)),
            "components": ["schemas": .object(definitions(of: served, writer))],
        ]
    }

    private var groupVersionPaths: [String] {
        var seen: Set<String> = []
        return catalog.resources.map(Self.path).filter { seen.insert($0).inserted }.sorted()
    }

    private static func path(of resource: APIResource) -> String {
        resource.kind.group.isEmpty ? "api/v1" : "apis/\(resource.kind.apiVersion)"
    }

    /// Changes with what the document is made from.
    private static func hash(_ resources: [APIResource]) -> String {
        var hash = FNV1a()
        for resource in resources {
            hash.add(Array(resource.kind.description.utf8))
            if let schema = resource.custom?.schema { hash.add(Array(schema.jsonText.utf8)) }
        }
        return hash.hexText.uppercased()
    }

    private func definitions(of resources: [APIResource], _ writer: SchemaWriter) -> JSONObject {
        var writer = writer
        for resource in resources {
            if let custom = resource.custom {
                writer.add(custom, of: resource)
            } else if let type = resource.type {
                writer.addRoot(type, resource.kind)
            }
        }
        return writer.definitions.sortedByKey()
    }

    /// As much of each path as clients look at: which kind it is about and which parameters it takes.
    private func paths(of resources: [APIResource]) -> JSONObject {
        var paths = JSONObject()
        for resource in resources {
            let base = "/\(Self.path(of: resource))" + (resource.isNamespaced ? "/namespaces/{namespace}" : "")
            paths["\(base)/\(resource.plural)"] = [
                "get": Self.operation(resource, "list"), "post": Self.operation(resource, "create"),
            ]
            paths["\(base)/\(resource.plural)/{name}"] = [
                "get": Self.operation(resource, "get"), "put": Self.operation(resource, "update"),
                "patch": Self.operation(resource, "patch"), "delete": Self.operation(resource, "delete"),
            ]
        }
        return paths
    }

    private static func operation(_ resource: APIResource, _ verb: String) -> JSONValue {
        let parameters = verb == "get" || verb == "list" ? [] : ["dryRun", "fieldManager"]
        return [
            "operationId": .string("\(verb)\(resource.kind.kind)\(resource.kind.version)\(resource.kind.group)"),
            "parameters": .array(
                parameters.map { ["name": .string($0), "in": "query", "type": "string", "schema": ["type": "string"]] }),
            "responses": ["200": ["description": "OK"]],
            "x-kubernetes-action": .string(verb),
            "x-kubernetes-group-version-kind": SchemaWriter.groupVersionKind(resource.kind),
        ]
    }
}
