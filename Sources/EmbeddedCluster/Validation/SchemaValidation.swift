import ObjectModel

/// Checks of custom objects by the schema of their definition (go-openapi `validate`, as apiextensions uses it).
enum SchemaValidation {
    /// The schema says nothing about `apiVersion`, `kind` and `metadata`, which the server has checked itself.
    static func failures(in object: JSONValue, _ schema: JSONValue) -> [FieldFailure] {
        let body = object.without("apiVersion", "kind", "metadata")
        return check(body, schema.without("x-kubernetes-embedded-resource"), at: "")
            .filter { !["apiVersion", "kind", "metadata"].contains($0.field) }
    }

    private static func check(_ value: JSONValue, _ schema: JSONValue, at field: String) -> [FieldFailure] {
        if value.isNull, schema["nullable"] == true { return [] }
        if let failure = typeFailure(value, schema, field) { return [failure] }
        var found = enumFailure(value, schema, field)
        switch value {
        case .string(let text): found += stringFailures(text, schema, field)
        case .integer(let number): found += numberFailures(Double(number), String(number), schema, field)
        case .double(let number): found += numberFailures(number, number.jsonText, schema, field)
        case .array(let items): found += listFailures(items, schema, field)
        case .object(let object): found += objectFailures(object, schema, field)
        case .null, .bool, .unsigned: break
        }
        for part in schema["allOf"]?.array ?? [] { found += check(value, part, at: field) }
        return found
    }

    private static func objectFailures(_ object: JSONObject, _ schema: JSONValue, _ field: String) -> [FieldFailure] {
        var found: [FieldFailure] = []
        for name in schema["required"]?.array?.compactMap(\.string) ?? [] where object[name] == nil {
            found.append(.required(joined(field, name), ""))
        }
        for member in object.members {
            let property = schema["properties"]?[member.key] ?? schema["additionalProperties"]
            guard let property, property.object != nil else { continue }
            found += check(member.value, property, at: joined(field, member.key))
        }
        return found
    }

    private static func listFailures(_ items: [JSONValue], _ schema: JSONValue, _ field: String) -> [FieldFailure] {
        var found: [FieldFailure] = []
        let text = JSONValue.array(items).jsonText
        if let least = schema["minItems"]?.integer, items.count < least {
            found.append(.invalid(field, text, "\(field) in body should have at least \(least) items"))
        }
        if let most = schema["maxItems"]?.integer, items.count > most {
            found.append(.invalid(field, text, "\(field) in body should have at most \(most) items"))
        }
        guard let element = schema["items"] else { return found }
        // The server's messages do not say which element it is.
        return found + items.flatMap { check($0, element, at: field) }
    }

    private static func stringFailures(_ text: String, _ schema: JSONValue, _ field: String) -> [FieldFailure] {
        var found: [FieldFailure] = []
        if let pattern = schema["pattern"]?.string, !matches(text, pattern) {
            found.append(.invalid(field, text.jsonQuoted, "\(field) in body should match '\(pattern)'"))
        }
        let length = text.unicodeScalars.count
        if let least = schema["minLength"]?.integer, length < least {
            found.append(.invalid(field, text.jsonQuoted, "\(field) in body should be at least \(least) chars long"))
        }
        if let most = schema["maxLength"]?.integer, length > most {
            found.append(.invalid(field, text.jsonQuoted, "\(field) in body should be at most \(most) chars long"))
        }
        return found
    }

    /// A pattern that Swift cannot read is taken as met: Go's dialect has forms of its own.
    private static func matches(_ text: String, _ pattern: String) -> Bool {
        do {
            return try Regex(pattern).firstMatch(in: text) != nil
        } catch {
            return true
        }
    }

    private static func numberFailures(
        _ number: Double, _ text: String, _ schema: JSONValue, _ field: String
    ) -> [FieldFailure] {
        var found: [FieldFailure] = []
        if let least = limit(schema["minimum"]) {
            let isExclusive = schema["exclusiveMinimum"] == true
            if number < least || isExclusive && number == least {
                let rule = isExclusive ? "greater than" : "greater than or equal to"
                found.append(.invalid(field, text, "\(field) in body should be \(rule) \(least.jsonText)"))
            }
        }
        if let most = limit(schema["maximum"]) {
            let isExclusive = schema["exclusiveMaximum"] == true
            if number > most || isExclusive && number == most {
                let rule = isExclusive ? "less than" : "less than or equal to"
                found.append(.invalid(field, text, "\(field) in body should be \(rule) \(most.jsonText)"))
            }
        }
        return found
    }

    private static func limit(_ value: JSONValue?) -> Double? {
        switch value {
        case .integer(let number)?: Double(number)
        case .double(let number)?: number
        default: nil
        }
    }

    private static func enumFailure(_ value: JSONValue, _ schema: JSONValue, _ field: String) -> [FieldFailure] {
        guard let allowed = schema["enum"]?.array, !allowed.contains(value) else { return [] }
        return [.notSupported(field, value.jsonText, allowed.map { $0.string ?? $0.jsonText })]
    }

    private static func typeFailure(_ value: JSONValue, _ schema: JSONValue, _ field: String) -> FieldFailure? {
        if schema["x-kubernetes-int-or-string"] == true {
            switch value {
            case .integer, .string, .unsigned: return nil
            default: return mismatch(value, "integer,string", field)
            }
        }
        guard let type = schema["type"]?.string else { return nil }
        switch (type, value) {
        case ("object", .object), ("array", .array), ("string", .string), ("boolean", .bool), ("integer", .integer),
            ("integer", .unsigned), ("number", .integer), ("number", .unsigned), ("number", .double):
            return nil
        case ("integer", .double(let number)) where number == number.rounded(): return nil
        default: return mismatch(value, type, field)
        }
    }

    private static func mismatch(_ value: JSONValue, _ type: String, _ field: String) -> FieldFailure {
        let name = field.isEmpty ? "" : "\(field) "
        return .invalid(
            field, found(value).jsonQuoted, "\(name)in body must be of type \(type): \(found(value).jsonQuoted)")
    }

    /// What the validator calls a value that has the wrong type.
    private static func found(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool: "boolean"
        case .integer, .unsigned: "integer"
        case .double: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    private static func joined(_ field: String, _ name: String) -> String { field.isEmpty ? name : "\(field).\(name)" }
}
