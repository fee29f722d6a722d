import ObjectModel

/// Who has set which fields of an object: `metadata.managedFields`, decoded.
struct ManagedFields: Hashable {
    /// What tells one manager's entry from another. An applier has one whatever version it applies, so `version` is
    /// empty there (`BuildManagerIdentifier`).
    struct Manager: Hashable {
        var name: String
        var isApplier: Bool
        var version: String

        var operation: String { isApplier ? "Apply" : "Update" }

        /// The server's own identifier, by which conflicts are sorted.
        var identifier: String {
            let members = [("manager", name), ("operation", operation), ("apiVersion", version)]
            return "{"
                + members.filter { !$0.1.isEmpty }.map { "\"\($0.0)\":\($0.1.jsonQuoted)" }.joined(separator: ",") + "}"
        }

        /// As messages name it.
        var description: String { isApplier ? name.jsonQuoted : "\(name.jsonQuoted) using \(version)" }
    }

    struct Entry: Hashable {
        var fields: FieldSet
        /// The `apiVersion` whose field names these are.
        var version: String
        /// RFC 3339, as the object has it.
        var time: String?
    }

    var entries: [Manager: Entry] = [:]

    init() {}

    /// Decodes `metadata.managedFields`; `nil` where an entry is malformed.
    init?(_ list: [JSONValue]) {
        for item in list {
            guard item["fieldsType"]?.string == "FieldsV1", let fields = FieldSet(fieldsV1: item["fieldsV1"] ?? [:])
            else { return nil }
            let isApplier = item["operation"]?.string == "Apply"
            let version = item["apiVersion"]?.string ?? ""
            let manager = Manager(
                name: item["manager"]?.string ?? "", isApplier: isApplier, version: isApplier ? "" : version)
            entries[manager] = Entry(fields: fields, version: version, time: item["time"]?.string)
        }
    }

    /// The wire form in the server's order: by operation, time, manager, version.
    var list: [JSONValue] {
        entries.sorted { left, right in
            let (a, b) = (left.key, right.key)
            if a.operation != b.operation { return a.operation < b.operation }
            // RFC 3339 in UTC and whole seconds orders as text.
            if left.value.time != right.value.time { return (left.value.time ?? "") < (right.value.time ?? "") }
            if a.name != b.name { return a.name.byteOrder(to: b.name) == .before }
            return left.value.version < right.value.version
        }.map { manager, entry in
            var item = JSONObject()
            item["manager"] = .string(manager.name)
            item["operation"] = .string(manager.operation)
            item["apiVersion"] = .string(entry.version)
            if let time = entry.time { item["time"] = .string(time) }
            item["fieldsType"] = "FieldsV1"
            item["fieldsV1"] = entry.fields.fieldsV1
            return .object(item)
        }
    }
}
