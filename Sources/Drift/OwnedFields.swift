import ObjectModel
import OpenAPISchema

/// Finds what is live, owned by somebody who counts, and not in Git: removed fields and foreign ones.
///
/// Walks `fieldsV1` beside Git's object and the live one, so that only what is found costs more than a look-up.
struct OwnedFields {
    let schema: TypeTable
    let rules: KindRules
    private(set) var differences: [Difference] = []
    private(set) var notes: [String] = []
    private var elements: [PathElement] = []
    private var tokens: [String] = []
    private var entry: (owner: FieldOwner, cause: FieldChange.Cause)?
    private var object: JSONValue = .null

    init(schema: TypeTable, rules: KindRules) {
        self.schema = schema
        self.rules = rules
    }

    /// Adds what `owner` has in `fields` and Git does not set.
    mutating func find(
        _ fields: JSONObject, owner: FieldOwner, cause: FieldChange.Cause, desired: JSONValue, live: JSONValue,
        root: TypeID?
    ) {
        entry = (owner, cause)
        object = live
        walk(fields, desired: desired, live: live, type: root)
        entry = nil
    }

    /// Adds one that was found by other means, unless its path is there.
    mutating func add(_ difference: Difference) {
        guard !differences.contains(where: { $0.path == difference.path }) else { return }
        differences.append(difference)
    }

    private mutating func walk(_ fields: JSONObject, desired: JSONValue?, live: JSONValue, type: TypeID?) {
        for member in fields.members {
            guard let child = member.value.object else { continue }
            switch OwnedKey(member.key) {
            case .field(let name): walkField(String(name), child, desired: desired, live: live, type: type)
            case .key(let keys): walkElement(keys, child, desired: desired, live: live, type: type)
            case .value(let value): walkSetValue(value, desired: desired, live: live)
            case .itself, .index, .other: break
            }
        }
    }

    private mutating func walkField(
        _ name: String, _ child: JSONObject, desired: JSONValue?, live: JSONValue, type: TypeID?
    ) {
        guard let value = live[name], !value.isNull, !rules.isServerOwned(tokens, name) else { return }
        let shape = type.map { schema[$0].shape }
        var property: SchemaProperty?
        var valueType: TypeID?
        switch shape {
        case .object(let object):
            property = object[name]
            valueType = property?.type
        case .map(let element, _): valueType = element
        case .list, .scalar, .any, nil: break
        }
        elements.append(.field(name))
        tokens.append(name)
        defer {
            elements.removeLast()
            tokens.removeLast()
        }
        let want = desired?[name].flatMap { $0.isNull ? nil : $0 }
        if want == nil, child.isEmpty || isWhollyOwned(child, live: value, type: valueType) {
            guard !value.isEmpty, !isDefault(value, property, in: live) else { return }
            guard !child.isEmpty || !isFilledByOthers(value, type: valueType) else { return }
            record(value)
        } else if !child.isEmpty {
            walk(child, desired: want, live: value, type: valueType)
        }
    }

    /// Whether the server filled in what stands at the path walked so far.
    private func isDefault(_ value: JSONValue, _ property: SchemaProperty?, in parent: JSONValue) -> Bool {
        if StatedDefaults(schema: schema).isDefault(value, of: property) { return true }
        guard rules.isBuiltin else { return false }
        return ComputedDefaults.contains(
            LiveMember(value: value, parent: parent, path: elements, object: object, kind: rules.kind))
    }

    /// A struct whose every member came with it is reported as one; the entries of a map never are.
    private func isWhollyOwned(_ fields: JSONObject, live: JSONValue, type: TypeID?) -> Bool {
        guard fields["."] != nil, let object = live.object, !object.isEmpty else { return false }
        if let type, case .map = schema[type].shape { return false }
        if type == nil, tokens.last == "annotations" || tokens.last == "labels" { return false }
        return object.members.allSatisfy { fields["f:" + $0.key] != nil }
    }

    /// Of a map or list whose elements have owners of their own, an owned leaf says that it was set empty:
    /// `annotations: {}`, which kubectl writes into every last-applied configuration. What it holds came later.
    private func isFilledByOthers(_ live: JSONValue, type: TypeID?) -> Bool {
        guard let type else { return live.object != nil }
        switch schema[type].shape {
        case .map(_, let isAtomic): return !isAtomic
        case .object(let object): return !object.isAtomic
        case .list(_, let listType): return listType != .atomic
        case .scalar, .any: return false
        }
    }

    private mutating func walkElement(
        _ keys: JSONObject, _ child: JSONObject, desired: JSONValue?, live: JSONValue, type: TypeID?
    ) {
        guard let type, case .list(let element, .map(let names)) = schema[type].shape,
            let place = live.array?.firstIndex(where: { Self.holds($0, keys) })
        else { return }
        let identity = ListIdentity(keys: names, shape: schema[element].shape)
        let value = live.array?[place] ?? .null
        let wanted = desired?.array?.firstIndex { identity.isSame($0, value) }
        elements.append(.key(identity.members(of: value)))
        tokens.append(String(wanted ?? desired?.array?.count ?? 0))
        if let wanted {
            walk(child, desired: desired?.array?[wanted], live: value, type: element)
        } else if child.isEmpty || child["."] != nil {
            record(value)
        }
        elements.removeLast()
        tokens.removeLast()
    }

    private static func holds(_ element: JSONValue, _ keys: JSONObject) -> Bool {
        keys.members.allSatisfy { element[$0.key] == $0.value }
    }

    private mutating func walkSetValue(_ value: JSONValue, desired: JSONValue?, live: JSONValue) {
        guard live.array?.contains(value) == true, desired?.array?.contains(value) != true else { return }
        elements.append(.value(value))
        // A set that Git fills differs by intent, one that it leaves out may be a default.
        if desired?.isEmpty == false || !isDefault(value, nil, in: live) { record(value) }
        elements.removeLast()
    }

    private mutating func record(_ live: JSONValue) {
        guard let entry else { return }
        if let restart = rules.manualRestart(tokens, live: live) {
            notes.append("\(restart) by \(entry.owner.manager)")
            return
        }
        let path = FieldPath(elements)
        guard !differences.contains(where: { $0.path == path }) else { return }
        differences.append(
            Difference(
                path: path, pointer: tokens, cause: entry.cause, desired: nil, live: live, owner: entry.owner))
    }
}
