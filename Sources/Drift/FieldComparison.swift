import ObjectModel
import OpenAPISchema

/// Walks what Git sets beside what is live, guided by the schema, and records where they differ.
///
/// Only what Git sets is walked; a field that only the cluster has is met by nothing here (`OwnedFields` asks for
/// those). The schema is consulted where values differ or lists have to be paired, hardly ever in an object in sync.
struct FieldComparison {
    let schema: TypeTable
    let rules: KindRules
    var differences: [Difference] = []
    var notes: [String] = []
    var elements: [PathElement] = []
    var tokens: [String] = []
    /// The whole of what is live.
    private var liveObject: JSONValue = .null
    /// The member being compared may not change by its schema.
    private var isImmutable = false
    /// Inside a list or map that is owned whole, what only live has counts too.
    private var isInsideAtomic = false

    init(schema: TypeTable, rules: KindRules) {
        self.schema = schema
        self.rules = rules
    }

    /// Compares whole objects; what the server sets and the object's identity are passed over.
    mutating func compareRoot(_ desired: JSONValue, _ live: JSONValue, root: TypeID?) {
        guard let want = desired.object, let have = live.object else { return }
        liveObject = live
        let shape = root.map { schema[$0].shape }
        for member in want.members where !rules.isServerOwned([], member.key) {
            if member.key == "metadata" {
                compareMember(
                    .init(key: "metadata", value: comparableMetadata(member.value)), have["metadata"], of: shape)
            } else {
                compareMember(member, have[member.key], of: shape)
            }
        }
    }

    private func comparableMetadata(_ metadata: JSONValue) -> JSONValue {
        guard let object = metadata.object else { return metadata }
        var members = object.members.filter { !rules.isServerOwned(["metadata"], $0.key) }
        for place in members.indices {
            let path = ["metadata", members[place].key]
            guard let entries = members[place].value.object,
                entries.members.contains(where: { rules.isServerOwned(path, $0.key) })
            else { continue }
            members[place].value = .object(
                JSONObject(uniqueMembers: entries.members.filter { !rules.isServerOwned(path, $0.key) }))
        }
        return .object(JSONObject(uniqueMembers: members))
    }

    mutating func compare(_ desired: JSONValue, _ live: JSONValue?, type: TypeID?, property: SchemaProperty?) {
        guard !desired.isNull else {
            // Null is "not set", except where the schema lets null be a value.
            if property?.isNullable == true, let live, !live.isNull { record(desired, live) }
            return
        }
        guard let live, !live.isNull else {
            let absence = AbsenceRule(schema: schema)
            if !absence.equalsAbsent(desired, type: type, property: property, name: tokens.last ?? "") {
                record(desired, nil, type: type)
            }
            return
        }
        switch (desired, live) {
        case (.object(let want), .object(let have)): compareObjects(want, have, type: type)
        case (.array(let want), .array(let have)): compareLists(want, have, type: type)
        case (.object, _), (.array, _): record(desired, live, type: type)
        default: compareScalars(desired, live, type: type)
        }
    }

    // MARK: Maps and structs

    private mutating func compareObjects(_ desired: JSONObject, _ live: JSONObject, type: TypeID?) {
        let shape = type.map { schema[$0].shape }
        let wasInsideAtomic = isInsideAtomic
        isInsideAtomic = wasInsideAtomic || Self.isAtomic(shape)
        let index = desired.count > 24 && live.count > 24 ? live.index() : nil
        var hint = 0
        for member in desired.members {
            let place = index.map { $0[member.key] } ?? live.place(of: member.key, near: hint)
            if let place { hint = place + 1 }
            let value = place.map { live.members[$0].value }
            compareMember(member, value, of: shape)
        }
        if isInsideAtomic { recordAdditions(desired, live, type: type) }
        isInsideAtomic = wasInsideAtomic
    }

    private static func isAtomic(_ shape: SchemaType.Shape?) -> Bool {
        switch shape {
        case .map(_, let isAtomic): isAtomic
        case .object(let object): object.isAtomic
        case .list, .scalar, .any, nil: false
        }
    }

    private mutating func compareMember(
        _ member: JSONObject.Member, _ live: JSONValue?, of shape: SchemaType.Shape?
    ) {
        if Self.isSameScalar(member.value, live) { return }
        elements.append(.field(member.key))
        tokens.append(member.key)
        defer {
            elements.removeLast()
            tokens.removeLast()
        }
        switch shape {
        case .object(let object):
            if let property = object[member.key] {
                let wasImmutable = isImmutable
                isImmutable = wasImmutable || property.isImmutable
                compare(member.value, live, type: property.type, property: property)
                isImmutable = wasImmutable
            } else if live == nil, !object.preservesUnknown {
                recordUnknown(member, in: object)
            } else {
                compare(member.value, live, type: nil, property: nil)
            }
        case .map(let value, _): compare(member.value, live, type: value, property: nil)
        case .list, .scalar, .any, nil: compare(member.value, live, type: nil, property: nil)
        }
    }

    /// The way out for nearly every field: an equal string, number or boolean needs no schema.
    private static func isSameScalar(_ desired: JSONValue, _ live: JSONValue?) -> Bool {
        switch (desired, live) {
        case (.string(let a), .string(let b)?): a.isIdentical(to: b)
        case (.integer(let a), .integer(let b)?): a == b
        case (.bool(let a), .bool(let b)?): a == b
        default: false
        }
    }

    /// What only live has, inside something that is owned whole; defaults excepted.
    private mutating func recordAdditions(_ desired: JSONObject, _ live: JSONObject, type: TypeID?) {
        guard live.count > desired.count || !live.members.allSatisfy({ desired[$0.key] != nil }) else { return }
        let shape = type.map { schema[$0].shape }
        for member in live.members where desired[member.key] == nil && !member.value.isEmpty {
            let path = FieldPath(elements + [.field(member.key)])
            if isDefault(member.value, at: path, in: live, of: shape) { continue }
            differences.append(
                Difference(
                    path: path, pointer: tokens + [member.key], cause: .changed, desired: nil, live: member.value,
                    countsOnlyIfHuman: rules.isBuiltin && !Self.isAtomic(shape)))
        }
    }

    private func isDefault(
        _ value: JSONValue, at path: FieldPath, in parent: JSONObject, of shape: SchemaType.Shape?
    ) -> Bool {
        if case .object(let known)? = shape, let name = path.elements.last?.name,
            StatedDefaults(schema: schema).isDefault(value, of: known[name])
        {
            return true
        }
        guard rules.isBuiltin else { return false }
        return ComputedDefaults.contains(
            LiveMember(
                value: value, parent: .object(parent), path: path.elements, object: liveObject, kind: rules.kind))
    }

    /// Runs `body` as inside something that is owned whole.
    mutating func withinAtomic(_ body: (inout FieldComparison) -> Void) {
        let wasInsideAtomic = isInsideAtomic
        isInsideAtomic = true
        body(&self)
        isInsideAtomic = wasInsideAtomic
    }

    // MARK: Scalars

    private mutating func compareScalars(_ desired: JSONValue, _ live: JSONValue, type: TypeID?) {
        var format: ScalarFormat?
        if let type, case .scalar(let known) = schema[type].shape { format = known }
        if ScalarComparison.areEqual(desired, live, as: format) { return }
        if rules.isEncrypted(desired) { return }
        if ScalarComparison.lacksQuotes(desired, as: format), desired.shortText == live.string {
            notes.append("\(FieldPath(elements)) lacks quotes: the API server accepts only a string there")
            return
        }
        record(desired, live, type: type)
    }

    // MARK: Records

    mutating func record(_ desired: JSONValue, _ live: JSONValue?, type: TypeID? = nil) {
        var format: ScalarFormat?
        if let type, case .scalar(let known) = schema[type].shape { format = known }
        let lacksQuotes =
            ScalarComparison.lacksQuotes(desired, as: format) || live == nil && holdsValueWithoutQuotes(desired, type)
        let hint =
            lacksQuotes
            ? "put quotes around the value, the API server accepts only a string there"
            : ScalarComparison.hint(desired, live, as: format)
        differences.append(
            Difference(
                path: FieldPath(elements), pointer: tokens, cause: .changed, desired: desired, live: live, hint: hint,
                isRefused: lacksQuotes, isImmutableInSchema: isImmutable))
    }

    /// For what live lacks as a whole, which is not walked.
    private func holdsValueWithoutQuotes(_ desired: JSONValue, _ type: TypeID?) -> Bool {
        guard let type else { return false }
        switch (schema[type].shape, desired) {
        case (.scalar(let format), _): return ScalarComparison.lacksQuotes(desired, as: format)
        case (.object(let shape), .object(let object)):
            return object.members.contains { holdsValueWithoutQuotes($0.value, shape[$0.key]?.type) }
        case (.map(let value, _), .object(let object)):
            return object.members.contains { holdsValueWithoutQuotes($0.value, value) }
        case (.list(let element, _), .array(let elements)):
            return elements.contains { holdsValueWithoutQuotes($0, element) }
        default: return false
        }
    }

    private mutating func recordUnknown(_ member: JSONObject.Member, in object: ObjectShape) {
        guard !member.value.isNull else { return }
        let near = NearestName.of(member.key, among: object.properties.map(\.name))
        let hint =
            "the API server drops this field, its schema has none of that name"
            + (near.map { "; the nearest is \($0)" } ?? "")
        differences.append(
            Difference(
                path: FieldPath(elements), pointer: tokens, cause: .unknownField, desired: member.value, live: nil,
                hint: hint))
    }
}
