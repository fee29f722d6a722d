import Drift
import ObjectModel

/// What is to be done to one environment, in order, and what is not done and why. Every object that differs is in one
/// of the two lists.
package struct Plan: Hashable, Sendable {
    package var environment: String
    /// The commit, or words for what is not committed.
    package var revision: String
    /// In the order of being carried out.
    package var steps: [PlanStep]
    /// By key.
    package var skips: [PlanSkip]
    /// Why some steps need approval, a sentence each.
    package var approvalReasons: [String]

    package init(
        environment: String, revision: String, steps: [PlanStep], skips: [PlanSkip], approvalReasons: [String] = []
    ) {
        self.environment = environment
        self.revision = revision
        self.steps = steps.sorted()
        self.skips = skips.sorted { $0.key < $1.key }
        self.approvalReasons = approvalReasons
    }

    package var isEmpty: Bool { steps.isEmpty && skips.isEmpty }

    /// The steps that may be carried out: those that need no approval, and all of them where this plan's own hash is
    /// the approved one.
    package func permitted(approved: String?, hash: String) -> [PlanStep] {
        approved == hash ? steps : steps.filter { !$0.needsApproval }
    }

    /// What the plan's hash is made of: a line for each step, and below it one for each differing field.
    ///
    /// The revision stands for what Git says, so no value is in it, no Secret's either. Live values are not part of it:
    /// they change by themselves, and the step undoes them whatever they are.
    package var canonicalText: String {
        var lines = ["reconcile plan 1", "environment \(environment)", "revision \(revision)"]
        for step in steps {
            lines.append("\(step.action.rawValue) \(step.kind) \(step.key.namespacedName) \(step.uid)")
            lines += step.changes.map { "  \($0.cause.rawValue) \($0.path)" }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// `3 to create, 1 to update, 2 to prune, 4 left alone`; `nothing to do` for an empty plan.
    package var summary: String {
        let words: [(PlanStep.Action, String)] = [
            (.create, "to create"), (.update, "to update"), (.recreate, "to recreate"), (.takeOver, "to take over"),
            (.prune, "to prune"),
        ]
        var parts = words.compactMap { action, text in
            let count = steps.count { $0.action == action }
            return count > 0 ? "\(count) \(text)" : nil
        }
        if !skips.isEmpty { parts.append("\(skips.count) left alone") }
        return parts.isEmpty ? "nothing to do" : parts.joined(separator: ", ")
    }
}
