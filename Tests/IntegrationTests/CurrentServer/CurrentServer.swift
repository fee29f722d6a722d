import JSONText
import ObjectModel
import Synchronization

/// A server of Kubernetes 1.36, as far as reading goes: aggregated discovery and OpenAPI v3 and no older form, by the
/// documents of the real one, with a custom kind beside them.
final class CurrentServer: Sendable {
    private static let aggregatedType = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
    static let custom = ServedKind(
        group: "nvidia.com", version: "v1", kind: "ClusterPolicy", plural: "clusterpolicies", isNamespaced: false,
        verbs: ["get", "list", "watch"])

    let server: HostileServer
    /// By path; what a test changes is served from then on, under a new hash.
    private let documents: Documents

    private final class Documents: Sendable {
        private let texts: Mutex<[String: (hash: String, text: String)]>
        init(_ texts: [String: (hash: String, text: String)]) { self.texts = Mutex(texts) }
        subscript(path: String) -> (hash: String, text: String)? { texts.withLock { $0[path] } }
        func set(_ path: String, hash: String, text: String) { texts.withLock { $0[path] = (hash, text) } }
        var index: String {
            let entries = texts.withLock { $0.sorted { $0.key < $1.key } }.map { path, document in
                #""\#(path.dropFirst("/openapi/v3/".count))":{"serverRelativeURL":"\#(path)?hash=\#(document.hash)"}"#
            }
            return "{\"paths\":{\(entries.joined(separator: ","))}}"
        }
    }

    /// Serves `objects`, each with apiVersion and kind, and the kind that `definition` makes.
    init(objects: [JSONValue], definition: JSONValue) async throws {
        var texts = try await Self.published()
        let custom = Self.document(of: definition, metadata: texts["/openapi/v3/api/v1"]?.text ?? "")
        texts["/openapi/v3/apis/nvidia.com/v1"] = ("C0FFEE", custom)
        let documents = Documents(texts)
        self.documents = documents
        let kinds = try await Self.kinds.value + [Self.custom]
        let discovery = [
            "/api": Self.text(ServedKind.discovery(of: kinds.filter(\.group.isEmpty))),
            "/apis": Self.text(ServedKind.discovery(of: kinds.filter { !$0.group.isEmpty })),
        ]
        let live = LiveObjects(objects + [definition], kinds: kinds)
        server = try HostileServer.answering { request in
            if let body = discovery[request.path] { return Self.discovery(body, request) }
            if request.path == "/openapi/v3" { return .json(documents.index) }
            if let document = documents[request.path] { return Self.document(document, request) }
            return live.answer(to: request.path)
        }
    }

    /// Changes the document at `path`, as a new definition does.
    func change(_ path: String, hash: String, _ edit: (String) -> String) {
        documents.set(path, hash: hash, text: edit(documents[path]?.text ?? ""))
    }

    /// Paths of the documents that were asked for since `forgetRequests`.
    var readDocuments: [String] { server.requests.map(\.path).filter { $0.hasPrefix("/openapi/v3/") }.sorted() }

    // MARK: What the real one answers

    /// The documents with the hashes that the index gives them.
    private static func published() async throws -> [String: (hash: String, text: String)] {
        var documents = try await Fixtures.openAPI()
        let index = try JSONText.read(documents.removeValue(forKey: "/openapi/v3") ?? [], subject: "index")
        return Dictionary(
            uniqueKeysWithValues: documents.map { path, bytes in
                let url = index["paths"]?[String(path.dropFirst("/openapi/v3/".count))]?["serverRelativeURL"]?.string
                let hash = url?.split(separator: "=").last.map(String.init) ?? ""
                return (path, (hash, String(decoding: bytes, as: UTF8.self)))
            })
    }

    private static let kinds = Task {
        try await Fixtures.openAPI().filter { $0.key != "/openapi/v3" }.sorted { $0.key < $1.key }.flatMap {
            ServedKind.all(in: try JSONText.read($0.value, subject: $0.key))
        }
    }

    /// Who does not ask for the aggregated form gets nothing: that it is asked for is part of the test.
    private static func discovery(_ body: String, _ request: HostileServer.Request) -> HostileServer.Answer {
        guard request.headers["accept"]?.contains(aggregatedType) == true else {
            return .status(406, "NotAcceptable", "only aggregated discovery is served here")
        }
        let tag = "\"\(body.utf8.count)\""
        guard request.headers["if-none-match"] != tag else { return .headed(304, ["ETag: \(tag)"], "") }
        return .headed(200, ["Content-Type: \(aggregatedType)", "ETag: \(tag)", "Vary: Accept"], body)
    }

    /// By its hash, else the way to the hash that it has (kube-openapi handler3).
    private static func document(
        _ document: (hash: String, text: String), _ request: HostileServer.Request
    ) -> HostileServer.Answer {
        guard request.query == "hash=\(document.hash)" else {
            return .headed(301, ["Location: \(request.path)?hash=\(document.hash)"], "")
        }
        let fields = [
            "Content-Type: application/json", "ETag: \"\(document.hash)\"", "Cache-Control: public, immutable",
        ]
        return .headed(200, fields, document.text)
    }

    /// As a server publishes the schema of a definition: with `metadata` and the kind added.
    private static func document(of definition: JSONValue, metadata core: String) -> String {
        let version = definition["spec"]?["versions"]?.array?.first
        var schema = version?["schema"]?["openAPIV3Schema"]?.object ?? JSONObject()
        var properties = schema["properties"]?.object ?? JSONObject()
        let name = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"
        properties["metadata"] = ["allOf": [["$ref": .string("#/components/schemas/\(name)")]], "default": [:]]
        schema["properties"] = .object(properties)
        schema["x-kubernetes-group-version-kind"] = [
            ["group": .string(custom.group), "version": .string(custom.version), "kind": .string(custom.kind)]
        ]
        // Not being there is told by the tests that compare metadata.
        let known = (try? JSONText.read(Array(core.utf8), subject: "core"))?["components"]?["schemas"]?[name] ?? [:]
        var schemas = JSONObject()
        schemas["com.nvidia.v1.ClusterPolicy"] = .object(schema)
        schemas[name] = known
        return text([
            "openapi": "3.0.0", "info": ["title": "Kubernetes CRD Swagger", "version": "v0.1.0"], "paths": [:],
            "components": ["schemas": .object(schemas)],
        ])
    }

    private static func text(_ value: JSONValue) -> String { String(decoding: JSONText.write(value), as: UTF8.self) }
}

/// What is live, by the paths of the API.
private struct LiveObjects: Sendable {
    private var single: [String: String] = [:]
    private var lists: [String: String] = [:]

    init(_ objects: [JSONValue], kinds: [ServedKind]) {
        for kind in kinds {
            let own = objects.filter { $0["apiVersion"]?.string == kind.apiVersion && $0["kind"]?.string == kind.kind }
            add(own, of: kind, below: kind.root)
            let namespaces = Set(own.compactMap { $0["metadata"]?["namespace"]?.string })
            for namespace in namespaces where kind.isNamespaced {
                let inside = own.filter { $0["metadata"]?["namespace"]?.string == namespace }
                add(inside, of: kind, below: "\(kind.root)/namespaces/\(namespace)")
            }
        }
    }

    func answer(to path: String) -> HostileServer.Answer {
        if let text = single[path] ?? lists[path] { return .json(text) }
        return .status(404, "NotFound", "the server could not find the requested resource")
    }

    private mutating func add(_ objects: [JSONValue], of kind: ServedKind, below root: String) {
        let whole = objects.map(Self.stamped)
        for object in whole {
            let name = object["metadata"]?["name"]?.string ?? ""
            single["\(root)/\(kind.plural)/\(name)"] = Self.text(object)
        }
        // Items of built-in kinds come without apiVersion and kind, those of custom kinds with them.
        let items = kind.group == CurrentServer.custom.group ? whole : whole.map(Self.bare)
        lists["\(root)/\(kind.plural)"] = Self.text([
            "kind": .string("\(kind.kind)List"), "apiVersion": .string(kind.apiVersion),
            "metadata": ["resourceVersion": "4711"], "items": .array(items),
        ])
    }

    /// With what every stored object has.
    private static func stamped(_ object: JSONValue) -> JSONValue {
        guard var members = object.object, var metadata = members["metadata"]?.object else { return object }
        metadata["uid"] = "0b0fd0a4-2a1e-4a1e-9c9e-0b2d2b6b9a4e"
        metadata["resourceVersion"] = "4700"
        metadata["creationTimestamp"] = "2026-10-01T08:00:00Z"
        members["metadata"] = .object(metadata)
        return .object(members)
    }

    private static func bare(_ object: JSONValue) -> JSONValue {
        guard var members = object.object else { return object }
        members["apiVersion"] = nil
        members["kind"] = nil
        return .object(members)
    }

    private static func text(_ value: JSONValue) -> String { String(decoding: JSONText.write(value), as: UTF8.self) }
}
