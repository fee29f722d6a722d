import ObjectModel
import OpenAPISchema

/// The schema documents, written from the type table.
struct OpenAPIDocuments {
    let catalog: ResourceCatalog

    func version2(for request: HTTPRequest) -> APIAnswer {
        .json(
            200,
            [
                "swagger": "2.0", "info": ["title": "Kubernetes", "version": "v1.20.2"], "paths": [:],
                "definitions": [:],
            ])
    }

    var version3Index: JSONValue { ["paths": [:]] }

    func version3(_ path: String) -> JSONValue? { nil }
}
