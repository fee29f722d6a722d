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
    ///
    /// `manifest` is the whole object as Git has it: what the server fills in depends on what stands around it.
    package func value(
        of live: JSONValue, at path: FieldPath, over git: JSONValue?, in manifest: JSONValue
    ) -> JSONValue {
        let place = Place(path: path.elements, object: manifest.placing(live, at: path.elements[...]))
        return adopted(live, over: git, type: type(at: path), at: place)
    }

    /// Where a value stands, from the root of the object as it would be.
    private struct Place {
        var path: [PathElement]
        let object: JSONValue

        func below(_ element: PathElement) -> Place { Place(path: path + [element], object: object) }
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

    private func adopted(_ live: JSONValue, over git: JSONValue?, type: TypeID?, at place: Place) -> JSONValue {
        switch live {
        case .object(let object): return .object(adopted(object, over: git, type: type, at: place))
        case .array(let elements): return .array(adopted(elements, over: git, type: type, at: place))
        default:
            var format: ScalarFormat?
            if let type, case .scalar(let known) = schema[type].shape { format = known }
            guard let git, ScalarComparison.areEqual(git, live, as: format) else { return live }
            return git
        }
    }

    private func adopted(_ live: JSONObject, over git: JSONValue?, type: TypeID?, at place: Place) -> JSONObject {
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
            let inside = place.below(.field(member.key))
            let value = adopted(member.value, over: stated, type: inner, at: inside)
            if case .map = shape { return .init(key: member.key, value: value) }
            guard stated != nil || !isFilledIn(value, of: live, type: inner, property, at: inside) else { return nil }
            return .init(key: member.key, value: value)
        }
        return JSONObject(uniqueMembers: members)
    }

    private func isFilledIn(
        _ value: JSONValue, of parent: JSONObject, type: TypeID?, _ property: SchemaProperty?, at place: Place
    ) -> Bool {
        let member = LiveMember(
            value: value, parent: .object(parent), path: place.path, object: place.object, kind: rules.kind)
        if AbsenceRule(schema: schema).equalsAbsent(value, type: type, property: property, name: member.name) {
            return true
        }
        return rules.isBuiltin && ComputedDefaults.contains(member)
    }

    private func adopted(_ live: [JSONValue], over git: JSONValue?, type: TypeID?, at place: Place) -> [JSONValue] {
        let known = git?.array ?? []
        guard let type, case .list(let element, let listType) = schema[type].shape else { return live }
        var identity: ListIdentity?
        if case .map(let keys) = listType { identity = ListIdentity(keys: keys, shape: schema[element].shape) }
        return live.enumerated().map { index, value in
            let counterpart =
                if let identity { known.first { identity.isSame($0, value) } } else if known.count == live.count {
                    known[index]
                } else {
                    known.first { $0["name"] != nil && $0["name"] == value["name"] } ?? known.first { $0 == value }
                }
            return adopted(value, over: counterpart, type: element, at: place.below(.index(index)))
        }
    }
}

extension JSONValue {
    /// With `value` at `path`, and with what leads there where it is not there yet.
    fileprivate func placing(_ value: JSONValue, at path: ArraySlice<PathElement>) -> JSONValue {
        guard let element = path.first else { return value }
        let rest = path.dropFirst()
        guard case .field(let name) = element else {
            var elements = array ?? []
            if let place = elements.firstIndex(where: { element.isKey(of: $0) }) ?? element.index(in: elements) {
                elements[place] = elements[place].placing(value, at: rest)
            } else {
                elements.append(element.bare.placing(value, at: rest))
            }
            return .array(elements)
        }
        var members = object ?? JSONObject()
        members[name] = (members[name] ?? .null).placing(value, at: rest)
        return .object(members)
    }
}

extension PathElement {
    fileprivate func isKey(of element: JSONValue) -> Bool {
        switch self {
        case .key(let members): members.allSatisfy { element[$0.name] == $0.value }
        case .value(let value): element == value
        case .field, .index: false
        }
    }

    fileprivate func index(in elements: [JSONValue]) -> Int? {
        guard case .index(let place) = self, elements.indices.contains(place) else { return nil }
        return place
    }

    /// An element that has nothing but what it is known by.
    fileprivate var bare: JSONValue {
        switch self {
        case .key(let members): .object(JSONObject(uniqueMembers: members.map { .init(key: $0.name, value: $0.value) }))
        case .value(let value): value
        case .field, .index: .null
        }
    }
}
