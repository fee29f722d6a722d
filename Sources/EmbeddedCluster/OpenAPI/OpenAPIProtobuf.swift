import ObjectModel

/// OpenAPI v2 in protobuf, the only form in which `kubectl` before 1.27 reads it.
///
/// Field numbers: `openapiv2/OpenAPIv2.proto` of github.com/google/gnostic (Apache-2.0). Only what our own documents hold
/// is written.
enum OpenAPIProtobuf {
    static func document(_ document: JSONValue) -> [UInt8] {
        var writer = ProtobufWriter()
        writer.text(1, document["swagger"])
        writer.message(2) { info in
            info.text(1, document["info"]?["title"])
            info.text(2, document["info"]?["version"])
        }
        writer.message(8) { paths in
            for path in document["paths"]?.object?.members ?? [] {
                paths.message(2) { named in
                    named.text(1, .string(path.key))
                    named.message(2) { pathItem(path.value, &$0) }
                }
            }
        }
        writer.message(9) { definitions in
            for definition in document["definitions"]?.object?.members ?? [] {
                definitions.message(1) { named in
                    named.text(1, .string(definition.key))
                    named.message(2) { schema(definition.value, &$0) }
                }
            }
        }
        return writer.bytes
    }

    private static func pathItem(_ item: JSONValue, _ writer: inout ProtobufWriter) {
        for (number, method) in [(2, "get"), (3, "put"), (4, "post"), (5, "delete"), (8, "patch")] {
            guard let operation = item[method] else { continue }
            writer.message(number) { Self.operation(operation, &$0) }
        }
    }

    private static func operation(_ operation: JSONValue, _ writer: inout ProtobufWriter) {
        writer.text(5, operation["operationId"])
        for parameter in operation["parameters"]?.array ?? [] {
            // ParametersItem.parameter, Parameter.non_body_parameter, NonBodyParameter.query_parameter_sub_schema
            writer.message(8) { item in
                item.message(1) { any in
                    any.message(2) { other in
                        other.message(3) { query in
                            query.text(2, "query")
                            query.text(4, parameter["name"])
                            query.text(6, "string")
                        }
                    }
                }
            }
        }
        writer.message(9) { responses in
            responses.message(1) { named in
                named.text(1, "200")
                named.message(2) { value in value.message(1) { $0.text(1, "OK") } }
            }
        }
        extensions(of: operation, 13, &writer)
    }

    private static func schema(_ schema: JSONValue, _ writer: inout ProtobufWriter) {
        writer.text(1, schema["$ref"])
        writer.text(2, schema["format"])
        writer.text(4, schema["description"])
        if let value = schema["default"] { writer.message(5) { $0.text(2, .string(value.jsonText + "\n")) } }
        for name in schema["required"]?.array ?? [] { writer.text(19, name) }
        switch schema["additionalProperties"] {
        case .bool(let isOpen)?: writer.message(21) { $0.flag(2, isOpen) }
        case let values?: writer.message(21) { item in item.message(1) { Self.schema(values, &$0) } }
        case nil: break
        }
        if let type = schema["type"] { writer.message(22) { $0.text(1, type) } }
        if let items = schema["items"] { writer.message(23) { item in item.message(1) { Self.schema(items, &$0) } } }
        for part in schema["allOf"]?.array ?? [] { writer.message(24) { Self.schema(part, &$0) } }
        if let properties = schema["properties"]?.object {
            writer.message(25) { list in
                for property in properties.members {
                    list.message(1) { named in
                        named.text(1, .string(property.key))
                        named.message(2) { Self.schema(property.value, &$0) }
                    }
                }
            }
        }
        extensions(of: schema, 31, &writer)
    }

    /// `x-…` members, their values as YAML, of which JSON is a part.
    private static func extensions(of value: JSONValue, _ number: Int, _ writer: inout ProtobufWriter) {
        for member in value.object?.members ?? [] where member.key.hasPrefix("x-") {
            writer.message(number) { named in
                named.text(1, .string(member.key))
                named.message(2) { $0.text(2, .string(member.value.jsonText + "\n")) }
            }
        }
    }
}

/// The wire format of protocol buffers, as far as messages, texts and booleans go.
private struct ProtobufWriter {
    private(set) var bytes: [UInt8] = []

    /// Nothing for anything but a string.
    mutating func text(_ number: Int, _ value: JSONValue?) {
        guard let text = value?.string else { return }
        append(number, Array(text.utf8))
    }

    mutating func flag(_ number: Int, _ value: Bool) {
        varint(UInt64(number) << 3)
        varint(value ? 1 : 0)
    }

    mutating func message(_ number: Int, _ write: (inout ProtobufWriter) -> Void) {
        var inner = ProtobufWriter()
        write(&inner)
        append(number, inner.bytes)
    }

    private mutating func append(_ number: Int, _ content: [UInt8]) {
        varint(UInt64(number) << 3 | 2)
        varint(UInt64(content.count))
        bytes += content
    }

    private mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
