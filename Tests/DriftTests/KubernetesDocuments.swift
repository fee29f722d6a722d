import Glibc
import JSONText
import ObjectModel
import OpenAPISchema
import Testing

/// The types of Kubernetes 1.36, out of the documents that its API server answers with at `/openapi/v3/…`; they lie
/// beside the checkout and are no part of the project.
enum KubernetesDocuments {
    private static let archive: String? = {
        let root = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }
        let named = getenv("RECONCILE_FIXTURES").map { [String(cString: $0)] } ?? []
        return (named + ["\(root)/../shared/fixtures", "\(root)/../../shared/fixtures"])
            .map { "\($0)/kubernetes-1.36-openapi-v3.tgz" }.first { access($0, R_OK) == 0 }
    }()

    static let areThere: Bool = archive != nil
    static let howTo: Comment =
        "kubernetes-1.36-openapi-v3.tgz is not in ../shared/fixtures: name its directory in RECONCILE_FIXTURES"

    /// As a server with v3 is read: document by document, each for the kinds of its own group-version.
    static let v3 = Result { try table { $0 } }

    /// As a server with v2 is read, whose one document has the same definitions in the older form.
    static let v2 = Result { try table(olderForm) }

    struct Failure: Error { var description: String }

    private static func table(_ form: (JSONValue) -> JSONValue) throws -> TypeTable {
        var table = TypeTable()
        for name in try listing().split(separator: "\n").sorted() where name != "index.json" {
            let document = form(try JSONText.read(try unpacked(String(name)), subject: String(name)))
            // `apis__apps__v1.json` is the document of apps/v1, `api__v1.json` that of v1.
            let apiVersion = name.dropLast(".json".count).split(separator: "__").dropFirst().joined(separator: "/")
            table.merge(OpenAPIReader.table(of: document) { $0.apiVersion == apiVersion })
        }
        table.completeFromBuiltin()
        return table
    }

    // MARK: The archive

    private static func listing() throws -> String { String(decoding: try tar("-tzf"), as: UTF8.self) }

    private static func unpacked(_ name: String) throws -> [UInt8] { try tar("-xzOf", name) }

    private static func tar(_ flags: String, _ name: String = "") throws -> [UInt8] {
        guard let archive, let stream = popen("tar \(flags) '\(archive)' \(name)", "r") else {
            throw Failure(description: "cannot read the archive")
        }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&buffer, 1, buffer.count, stream), count > 0 { bytes += buffer[..<count] }
        guard pclose(stream) == 0 else { throw Failure(description: "tar failed for '\(archive)' \(name)") }
        return bytes
    }

    // MARK: OpenAPI v2

    /// What kube-openapi makes of the same types for `/openapi/v2`: no defaults, no `allOf` around a reference, and a
    /// string with a format where v3 has `oneOf`.
    private static func olderForm(_ document: JSONValue) -> JSONValue {
        ["swagger": "2.0", "definitions": older(document["components"]?["schemas"] ?? [:], isNames: true)]
    }

    /// `isNames` where the members are names of definitions or of properties, and not words of a schema.
    private static func older(_ value: JSONValue, isNames: Bool) -> JSONValue {
        guard let object = value.object else {
            return value.array.map { .array($0.map { older($0, isNames: false) }) } ?? value
        }
        if isNames { return .object(object.mapping { older($1, isNames: false) }) }
        if let only = object["allOf"]?.array, only.count == 1 { return older(only[0], isNames: false) }
        var result = JSONObject()
        for member in object.members where member.key != "default" && member.key != "oneOf" {
            result[member.key] = older(member.value, isNames: member.key == "properties")
        }
        if object["oneOf"] != nil { result["type"] = "string" }
        if let path = object["$ref"]?.string {
            result["$ref"] = .string(path.replacing("#/components/schemas/", with: "#/definitions/"))
        }
        return .object(result)
    }
}

extension JSONObject {
    fileprivate func mapping(_ change: (String, JSONValue) -> JSONValue) -> JSONObject {
        JSONObject(uniqueMembers: members.map { Member(key: $0.key, value: change($0.key, $0.value)) })
    }
}
