import ObjectModel

/// A member that live has and Git does not, with everything that says where its value may come from.
struct LiveMember {
    let value: JSONValue
    /// The struct or map that it stands in.
    let parent: JSONValue
    /// From the object's root to the member, which is the last step.
    let path: [PathElement]
    /// The whole live object.
    let object: JSONValue
    let kind: GroupKind

    var name: String { path.last?.name ?? "" }

    /// The name of what the member stands in: `limits` for `cpu`.
    var parentName: String { path.dropLast().last?.name ?? "" }

    /// What stands `steps` above the member: 1 is its parent. `nil` where the path leads nowhere.
    func ancestor(_ steps: Int) -> JSONValue? {
        guard steps <= path.count else { return nil }
        return object.value(at: FieldPath(path.dropLast(steps)))
    }
}

extension PathElement {
    /// `*` for a step into a list.
    var name: String {
        if case .field(let name) = self { return name }
        return "*"
    }
}
