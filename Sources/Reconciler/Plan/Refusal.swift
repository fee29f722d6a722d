/// Why a step that suggests itself is not taken, with what caused it, so that a person can change that.
package struct Refusal: Hashable, Sendable {
    package enum Cause: String, Hashable, Sendable, CaseIterable {
        // What people decided.
        case reportMode, suspended, maintenance, pruneDisabled, annotation
        // What protects the cluster.
        case protectedKind, foreignOwner, emptyDesired, incompleteDesired
        // What only somebody else can change.
        case conflict, immutable, fighting, terminating, undecided, ineffective
        // What has to come first.
        case waitingForWave, failedBefore

        /// Only somebody else can change it: the object stays as it is, whatever is approved here. Not so where it could
        /// not be looked at.
        package var isUpToOthers: Bool {
            switch self {
            case .conflict, .immutable, .fighting, .terminating, .ineffective: true
            case .reportMode, .suspended, .maintenance, .pruneDisabled, .annotation, .protectedKind, .foreignOwner,
                .emptyDesired, .incompleteDesired, .undecided, .waitingForWave, .failedBefore:
                false
            }
        }
    }

    package var cause: Cause
    /// One clause that names the annotation, policy, owner or wave.
    package var detail: String

    package init(_ cause: Cause, _ detail: String) {
        self.cause = cause
        self.detail = detail
    }
}
