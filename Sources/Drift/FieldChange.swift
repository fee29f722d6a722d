package import ObjectModel

/// One field that differs between Git and the cluster.
package struct FieldChange: Hashable, Sendable {
    package enum Cause: String, Sendable, Hashable {
        /// Git sets it, and live differs or lacks it.
        case changed
        /// We applied it once, Git no longer sets it, and it is still live.
        case removed
        /// Git never set it; a manager that the policy calls human did.
        case foreign
        /// Git sets it and the schema does not know it: the server drops it.
        case unknownField
        /// Git sets it, live differs, and the server refuses to change it: the object has to be recreated.
        case immutable
    }

    /// Where, list elements by their keys: the same in Git and live.
    package var path: FieldPath
    package var cause: Cause
    /// What Git says.
    package var desired: ShownValue
    /// What the cluster has.
    package var live: ShownValue
    /// Who set the live value, out of `managedFields`; `nil` where nobody is recorded.
    package var owner: FieldOwner?
    /// Where Git says so; for a removed or foreign field the nearest field above it that Git has.
    package var location: SourceLocation?
    /// One imperative clause for what a person would not guess; `nil` where the change speaks for itself.
    package var hint: String?

    package init(
        path: FieldPath, cause: Cause, desired: ShownValue, live: ShownValue, owner: FieldOwner? = nil,
        location: SourceLocation? = nil, hint: String? = nil
    ) {
        self.path = path
        self.cause = cause
        self.desired = desired
        self.live = live
        self.owner = owner
        self.location = location
        self.hint = hint
    }
}

/// A value on its way to a person: what must not be shown is already gone.
package enum ShownValue: Hashable, Sendable {
    case absent
    case value(JSONValue)
    /// Present, and masked: a Secret's value. The bytes are not kept.
    case masked
}

/// Who set a field, as `managedFields` records it.
package struct FieldOwner: Hashable, Sendable {
    package enum Operation: String, Hashable, Sendable { case apply = "Apply", update = "Update" }

    package var manager: String
    package var operation: Operation
    /// Empty for the object itself; `scale` or `status` for a write through a subresource.
    package var subresource: String
    /// RFC 3339, as the server wrote it; `nil` where it did not.
    package var time: String?

    package init(manager: String, operation: Operation, subresource: String = "", time: String? = nil) {
        self.manager = manager
        self.operation = operation
        self.subresource = subresource
        self.time = time
    }
}
