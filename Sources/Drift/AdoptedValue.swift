package import ObjectModel
package import OpenAPISchema

/// Live values as a person would have written them: without what the server fills in.
///
/// The inverse of the comparison: what is left out here is what is no drift there when Git does not have it.
package struct AdoptedValue: Sendable {
    private let schema: TypeTable
    private let kind: GroupVersionKind
    private let rules: KindRules

    package init(schema: TypeTable, kind: GroupVersionKind) {
        self.schema = schema
        self.kind = kind
        rules = KindRules(.null, kind: kind.groupKind)
    }

    /// `live`, which stands at `path`, for a place where Git has `git`: what Git states stays stated, and a value that
    /// means the same stays as Git has it.
    package func value(of live: JSONValue, at path: FieldPath, over git: JSONValue?) -> JSONValue {
        adopted(live, over: git, type: type(at: path))
    }

    private func type(at path: FieldPath) -> TypeID? {
        var type = schema.root(kind)
        for element in path.elements {
            guard let known = type else { return nil }
            switch (schema[known].shape, element) {
            case (.object(let object), .field(let name)): type = object[name]?.type
            case (.map(let value, _), .field): type = value
            case (.list(let inner, _), .key), (.list(let inner, _), .value), (.list(let inner, _), .index): type = inner
            default: return nil
            }
        }
        return type
    }

    private func adopted(_ live: JSONValue, over git: JSONValue?, type: TypeID?) -> JSONValue {
        switch live {
        case .object(let object): return .object(adopted(object, over: git, type: type))
        case .array(let elements): return .array(adopted(elements, over: git, type: type))
        default:
            var format: ScalarFormat?
            if let type, case .scalar(let known) = schema[type].shape { format = known }
            guard let git, ScalarComparison.areEqual(git, live, as: format) else { return live }
            return git
        }
    }

    private func adopted(_ live: JSONObject, over git: JSONValue?, type: TypeID?) -> JSONObject {
        let shape = type.map { schema[$0].shape }
        let members = live.members.compactMap { member -> JSONObject.Member? in
            var property: SchemaProperty?
            var inner: TypeID?
            switch shape {
            case .object(let object):
                property = object[member.key]
                inner = property?.type
            case .map(let value, _): inner = value
            case .list, .scalar, .any, nil: break
            }
            let stated = git?[member.key]
            let value = adopted(member.value, over: stated, type: inner)
            if case .map = shape { return .init(key: member.key, value: value) }
            guard stated != nil || !isFilledIn(member.key, value, of: live, type: inner, property) else { return nil }
            return .init(key: member.key, value: value)
        }
        return JSONObject(uniqueMembers: members)
    }

    private func isFilledIn(
        _ name: String, _ value: JSONValue, of parent: JSONObject, type: TypeID?, _ property: SchemaProperty?
    ) -> Bool {
        if AbsenceRule(schema: schema).equalsAbsent(value, type: type, property: property, name: name) { return true }
        let member = LiveMember(
            value: value, parent: .object(parent), path: [.field(name)], object: .object(parent), kind: rules.kind)
        return rules.isBuiltin && ComputedDefaults.contains(member)
    }

    private func adopted(_ live: [JSONValue], over git: JSONValue?, type: TypeID?) -> [JSONValue] {
        let known = git?.array ?? []
        guard let type, case .list(let element, let listType) = schema[type].shape else { return live }
        var identity: ListIdentity?
        if case .map(let keys) = listType { identity = ListIdentity(keys: keys, shape: schema[element].shape) }
        return live.enumerated().map { place, value in
            let counterpart =
                if let identity { known.first { identity.isSame($0, value) } } else if known.count == live.count {
                    known[place]
                } else {
                    known.first { $0["name"] != nil && $0["name"] == value["name"] } ?? known.first { $0 == value }
                }
            return adopted(value, over: counterpart, type: element)
        }
    }
}
