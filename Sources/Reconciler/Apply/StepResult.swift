package import ObjectModel

/// What became of one step of a plan.
package struct StepResult: Hashable, Sendable {
    package enum Outcome: Hashable, Sendable {
        /// Applied; with how many fields of others were taken out.
        case applied(removedFields: Int)
        case created
        case recreated
        /// `isGone` is false while finalizers keep the object.
        case pruned(isGone: Bool)
        /// There was nothing left to do.
        case unchanged
        case refused(Refusal)
        case failed(WriteError)
    }

    package var step: PlanStep
    package var outcome: Outcome
    /// Of the object after the write; empty where there was none.
    package var resourceVersion: String
    package var duration: Duration

    package init(step: PlanStep, outcome: Outcome, resourceVersion: String = "", duration: Duration = .zero) {
        self.step = step
        self.outcome = outcome
        self.resourceVersion = resourceVersion
        self.duration = duration
    }

    package var key: ObjectKey { step.key }

    package var hasFailed: Bool {
        if case .failed = outcome { true } else { false }
    }

    /// The server was out of reach.
    package var isUnavailable: Bool {
        guard case .failed(let error) = outcome else { return false }
        return error.code == .unavailable
    }

    /// Whether the cluster was changed.
    package var hasWritten: Bool {
        switch outcome {
        case .applied, .created, .recreated, .pruned: true
        case .unchanged, .refused, .failed: false
        }
    }
}
