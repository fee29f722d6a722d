import ObjectModel
import OpenAPISchema

/// The configuration that `kubectl apply` recorded, turned into the `fieldsV1` that server-side apply would have kept.
///
/// For objects that were applied client-side this says what Git once set; what `kubectl-client-side-apply` owns in
/// `managedFields` would not do, it holds the defaults of that moment too.
enum LastApplied {
    static let annotation = "kubectl.kubernetes.io/last-applied-configuration"

    /// `nil` where the object has no such annotation or it cannot be read.
    static func configuration(of live: JSONValue) -> JSONValue? {
        live["metadata"]?["annotations"]?[annotation]?.string.flatMap { SmallJSON.read($0) }
    }

    /// `value` without the annotation, which repeats a whole object, a Secret's values too, and is nobody's setting.
    static func stripped(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let object):
            let members = object.members.filter { $0.key != annotation }
            return .object(
                JSONObject(uniqueMembers: members.map { .init(key: $0.key, value: stripped($0.value)) }))
        case .array(let elements): return .array(elements.map(stripped))
        default: return value
        }
    }

    /// A field set of everything that `configuration` sets.
    static func fields(of configuration: JSONValue, type: TypeID?, schema: TypeTable) -> JSONObject {
        var fields = JSONObject(uniqueMembers: [.init(key: ".", value: .object(JSONObject()))])
        switch configuration {
        case .object(let object):
            for member in object.members where !member.value.isNull {
                let child = memberType(member.key, of: type, schema: schema)
                fields["f:" + member.key] = .object(node(for: member.value, type: child, schema: schema))
            }
        case .array(let elements):
            guard let type, case .list(let element, let listType) = schema[type].shape else { return JSONObject() }
            for value in elements {
                guard let key = elementKey(value, listType, shape: schema[element].shape) else { return JSONObject() }
                fields[key] = .object(node(for: value, type: element, schema: schema))
            }
        default: return JSONObject()
        }
        return fields
    }

    /// Scalars and atomic values are leaves.
    private static func node(for value: JSONValue, type: TypeID?, schema: TypeTable) -> JSONObject {
        guard value.object?.isEmpty == false || value.array?.isEmpty == false else { return JSONObject() }
        if let type {
            switch schema[type].shape {
            case .map(_, isAtomic: true), .list(_, .atomic), .scalar: return JSONObject()
            case .object(let object) where object.isAtomic: return JSONObject()
            case .map, .list, .object, .any: break
            }
        }
        return fields(of: value, type: type, schema: schema)
    }

    private static func memberType(_ name: String, of type: TypeID?, schema: TypeTable) -> TypeID? {
        guard let type else { return nil }
        switch schema[type].shape {
        case .object(let object): return object[name]?.type
        case .map(let value, _): return value
        case .list, .scalar, .any: return nil
        }
    }

    private static func elementKey(_ value: JSONValue, _ listType: ListType, shape: SchemaType.Shape) -> String? {
        switch listType {
        case .atomic: return nil
        case .set: return "v:" + value.jsonText
        case .map(let keys):
            let members = ListIdentity(keys: keys, shape: shape).members(of: value)
            let object = JSONObject(uniqueMembers: members.map { .init(key: $0.name, value: $0.value) })
            return "k:" + JSONValue.object(object).jsonText
        }
    }
}
