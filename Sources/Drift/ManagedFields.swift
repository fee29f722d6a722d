package import ObjectModel

/// Who owns which fields of a live object: `metadata.managedFields`, read once.
///
/// Entries keep `fieldsV1` as it stands; a field set of path elements is made of none but what is reported.
package struct ManagedFields: Sendable {
    package struct Entry: Sendable {
        package let owner: FieldOwner
        /// `{"f:spec": {"f:replicas": {}}}` (KEP-555).
        package let fields: JSONObject
    }

    /// In the server's order; entries for `status` are left out, it is never compared.
    package let entries: [Entry]

    package init(of live: JSONValue) {
        entries = (live["metadata"]?["managedFields"]?.array ?? []).compactMap(Self.entry)
    }

    private static func entry(_ value: JSONValue) -> Entry? {
        guard let manager = value["manager"]?.string, let fields = value["fieldsV1"]?.object else { return nil }
        let subresource = value["subresource"]?.string ?? ""
        guard subresource != "status" else { return nil }
        let operation: FieldOwner.Operation = value["operation"]?.string == "Apply" ? .apply : .update
        let owner = FieldOwner(
            manager: manager, operation: operation, subresource: subresource, time: value["time"]?.string)
        return Entry(owner: owner, fields: fields)
    }

    /// Who set the value at `path`: of several the one that wrote last; ourselves only where nobody else did.
    ///
    /// A path below an owned leaf belongs to the leaf's owner, since atomic values are owned whole.
    package func owner(of path: FieldPath, policy: ManagerPolicy) -> FieldOwner? {
        let owners = entries.filter { $0.fields.owns(path.elements[...]) }.map(\.owner)
        let others = owners.filter { !policy.isOwn($0) }
        return (others.isEmpty ? owners : others).max { Self.moment($0) < Self.moment($1) }
    }

    private static func moment(_ owner: FieldOwner) -> Timestamp {
        owner.time.flatMap { Timestamp($0) } ?? Timestamp(seconds: .min)
    }
}

extension JSONObject {
    /// Whether this `fieldsV1` node holds `path`, an owned ancestor of it, or anything below it.
    fileprivate func owns(_ path: ArraySlice<PathElement>) -> Bool {
        guard let element = path.first else { return true }
        guard let child = child(for: element) else { return false }
        return child.isEmpty || child.owns(path.dropFirst())
    }

    /// The node of one step; list keys are compared as values, their text has many forms.
    private func child(for element: PathElement) -> JSONObject? {
        if case .field(let name) = element { return self["f:" + name]?.object }
        return members.first { OwnedKey($0.key).matches(element) }?.value.object
    }
}

/// One key of a `fieldsV1` node.
enum OwnedKey {
    /// `.`: the node itself.
    case itself
    case field(Substring)
    case key(JSONObject)
    case value(JSONValue)
    case index(Int)
    case other

    init(_ text: String) {
        if text == "." {
            self = .itself
            return
        }
        let rest = text.dropFirst(2)
        switch text.prefix(2) {
        case "f:": self = .field(rest)
        case "k:": self = SmallJSON.read(rest)?.object.map(OwnedKey.key) ?? .other
        case "v:": self = SmallJSON.read(rest).map(OwnedKey.value) ?? .other
        case "i:": self = Int(rest).map(OwnedKey.index) ?? .other
        default: self = .other
        }
    }

    func matches(_ element: PathElement) -> Bool {
        switch (self, element) {
        case (.field(let name), .field(let wanted)): name == wanted
        case (.key(let members), .key(let wanted)):
            members.count == wanted.count && wanted.allSatisfy { members[$0.name] == $0.value }
        case (.value(let value), .value(let wanted)): value == wanted
        case (.index(let place), .index(let wanted)): place == wanted
        default: false
        }
    }
}
