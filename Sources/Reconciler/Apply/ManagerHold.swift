import Drift
import ObjectModel

/// Leaves to the managers of rules what they set: an apply by force says nothing of it.
///
/// As the comparison has it, a field is a manager's where nobody but ourselves has written it since.
struct ManagerHold {
    private let managers: [Glob]
    private let policy: ManagerPolicy
    private let managed: ManagedFields
    private let theirs: FieldSet
    private let ours: FieldSet

    init(managers: [Glob], live: JSONValue, policy: ManagerPolicy) {
        self.managers = managers
        self.policy = policy
        managed = ManagedFields(of: live)
        var theirs = FieldSet()
        var ours = FieldSet()
        for entry in managed.entries {
            // Of what cannot be read nothing is known to be theirs.
            guard let fields = FieldSet(fieldsV1: .object(entry.fields)) else { continue }
            if entry.owner.manager == FieldManager.name {
                if entry.owner.operation == .apply { ours = ours.union(fields) }
            } else if managers.contains(where: { $0.matches(entry.owner.manager) }) {
                theirs = theirs.union(fields)
            }
        }
        self.theirs = theirs
        self.ours = ours
    }

    /// `value` without their fields. One that is ours as well is sent as it is live, and stays both's.
    func holding(_ value: JSONValue, live: JSONValue) -> JSONValue {
        theirs.isEmpty ? value : holding(value, Node(live: live, theirs: theirs, ours: ours))
    }

    /// One place in the live object, and who has what below it.
    private struct Node {
        var live: JSONValue
        var theirs: FieldSet
        var ours: FieldSet
        var path: [PathElement] = []
        /// Names the element of a list whose members these are, and is always sent.
        var keys: [KeyMember] = []

        func child(_ element: PathElement, _ theirs: FieldSet, keys: [KeyMember] = []) -> Node {
            Node(
                live: live.value(at: FieldPath([element])) ?? .null, theirs: theirs,
                ours: ours.child(element) ?? FieldSet(), path: path + [element], keys: keys)
        }
    }

    private func holding(_ value: JSONValue, _ node: Node) -> JSONValue {
        switch value {
        case .object(var object):
            for member in object.members where !node.keys.contains(where: { $0.name == member.key }) {
                let element = PathElement.field(member.key)
                if let below = node.theirs.child(element) {
                    object[member.key] = holding(member.value, node.child(element, below))
                } else if node.theirs.has(element), isHeld(element, node) {
                    object[member.key] = node.ours.has(element) ? node.live[member.key] : nil
                }
            }
            return .object(object)
        case .array(let elements):
            return .array(elements.map { holding(element: $0, node) })
        default: return value
        }
    }

    private func holding(element: JSONValue, _ node: Node) -> JSONValue {
        for child in node.theirs.children {
            guard case .key(let keys) = child.element, Self.isElement(element, of: keys) else { continue }
            return holding(element, node.child(child.element, child.set, keys: keys))
        }
        return element
    }

    /// A key that an element leaves out has its default, which is what a server keys it by.
    private static func isElement(_ element: JSONValue, of keys: [KeyMember]) -> Bool {
        let stated = keys.filter { element[$0.name] != nil }
        return !stated.isEmpty && stated.allSatisfy { element[$0.name] == $0.value }
    }

    private func isHeld(_ element: PathElement, _ node: Node) -> Bool {
        // What we have inside of it was ours after they set it, or set it empty: `annotations: {}`.
        guard node.ours.child(element) == nil,
            let owner = managed.owner(of: FieldPath(node.path + [element]), policy: policy)
        else { return false }
        return managers.contains { $0.matches(owner.manager) }
    }
}
