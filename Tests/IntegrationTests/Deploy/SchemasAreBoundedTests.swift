// What the controller publishes comes out of repositories and clusters: whoever can write there must not be able to fill
// etcd, and server-side apply has to know how lists are owned.
import ObjectModel
import Testing

@Suite struct SchemasAreBoundedTests {
    @Test(arguments: ["environments", "driftreports"]) func everyFieldIsBoundedAndExplained(_ name: String) throws {
        let definition = try #require(DeployFolder.documents("base/crds/\(name).reconcile.dev.yaml").first)
        let version = try #require(definition["spec"]?["versions"]?.array?.first)
        let root = try #require(version["schema"]?["openAPIV3Schema"])
        let fields = fields(of: root, at: "")
        #expect(fields.count > 15)
        for (path, schema) in fields where path != ".metadata" {
            #expect(schema["description"] != nil || path.hasSuffix("[]"), "\(path) is not explained")
            #expect(isBounded(schema), "\(path) has no limit")
            #expect(schema["x-kubernetes-preserve-unknown-fields"] == nil, "\(path) takes anything")
        }
        for column in version["additionalPrinterColumns"]?.array ?? [] where column["name"] != "Age" {
            #expect(column["description"] != nil, "\(column)")
        }
    }

    private func isBounded(_ schema: JSONValue) -> Bool {
        switch schema["type"]?.string {
        case "string":
            schema["maxLength"] != nil || schema["enum"] != nil || schema["format"] == "date-time"
        case "integer": schema["minimum"] != nil && schema["format"] == "int64"
        case "array": schema["maxItems"] != nil && schema["x-kubernetes-list-type"] != nil
        case "object": schema["additionalProperties"] == nil && schema["properties"] != nil
        case "boolean": true
        default: false
        }
    }

    /// The fields but `apiVersion` and `kind`, which every object has.
    private func fields(of schema: JSONValue, at path: String) -> [(path: String, schema: JSONValue)] {
        var found: [(String, JSONValue)] = []
        for member in schema["properties"]?.object?.members ?? [] where path != "" || member.key != "apiVersion" {
            guard path != "" || member.key != "kind" else { continue }
            let place = "\(path).\(member.key)"
            found += [(place, member.value)] + fields(of: member.value, at: place)
        }
        if let items = schema["items"] { found += [("\(path)[]", items)] + fields(of: items, at: "\(path)[]") }
        return found
    }

    @Test func conditionsAreAMapByType() throws {
        let definition = try #require(DeployFolder.documents("base/crds/environments.reconcile.dev.yaml").first)
        let schema = definition["spec"]?["versions"]?.array?.first?["schema"]?["openAPIV3Schema"]
        let conditions = schema?["properties"]?["status"]?["properties"]?["conditions"]
        #expect(conditions?["x-kubernetes-list-type"] == "map")
        #expect(conditions?["x-kubernetes-list-map-keys"] == ["type"])
        let required = conditions?["items"]?["required"]?.array?.compactMap(\.string) ?? []
        #expect(Set(required) == ["type", "status", "lastTransitionTime", "reason", "message"])
    }
}
