import Drift
import DriftReport
import ObjectModel
import Reconciler

/// A plan for people, and for programs.
enum PlanText {
    /// Steps in their order, each with the fields that differ and where Git says so; then what is left alone, and why.
    static func text(_ plan: Plan, hash: String) -> String {
        var lines = ["Plan for \(plan.environment) at \(plan.revision.prefix(12))"]
        var wave: Int?
        let hasWaves = Set(plan.steps.map(\.wave)).count > 1
        for step in plan.steps {
            if hasWaves, wave != step.wave { lines.append("wave \(step.wave)") }
            wave = step.wave
            lines += self.lines(step)
        }
        if !plan.skips.isEmpty { lines.append("left alone") }
        for skip in plan.skips {
            lines.append("  \(padded(skip.verdict.rawValue))\(skip.key): \(skip.refusal.detail)")
        }
        lines.append(plan.summary)
        lines += plan.approvalReasons.map { "needs approval: \($0)" }
        if !plan.steps.isEmpty { lines.append("plan hash \(hash)") }
        return lines.map(\.shownOnOneLine).joined(separator: "\n") + "\n"
    }

    private static func lines(_ step: PlanStep) -> [String] {
        let place = step.location.map { "  \($0.file):\($0.line)" } ?? ""
        return ["  \(padded(step.action.words))\(step.key)\(place)"]
            + step.changes.map { change in
                let owner = change.owner.map { "  set by \($0.manager)" } ?? ""
                return "              \(change.path)\(owner)"
            }
    }

    private static func padded(_ word: String) -> String {
        word + String(repeating: " ", count: max(1, 12 - word.count))
    }

    /// `{"kind": "Plan", …}`; docs/cli.md has its members.
    static func json(_ plan: Plan, hash: String) -> JSONValue {
        [
            "apiVersion": "reconcile.dev/v1alpha1", "kind": "Plan", "environment": .string(plan.environment),
            "revision": .string(plan.revision), "hash": .string(hash), "summary": .string(plan.summary),
            "approvalReasons": .array(plan.approvalReasons.map(JSONValue.string)),
            "steps": .array(plan.steps.map(json)), "leftAlone": .array(plan.skips.map(json)),
        ]
    }

    private static func json(_ step: PlanStep) -> JSONValue {
        var object = reference(step.key, step.kind)
        object["action"] = .string(step.action.rawValue)
        object["wave"] = .integer(Int64(step.wave))
        object["needsApproval"] = .bool(step.needsApproval)
        object["paths"] = .array(step.changes.map { .string($0.path.description) })
        if let location = step.location { object["location"] = json(location) }
        return .object(object)
    }

    private static func json(_ skip: PlanSkip) -> JSONValue {
        var object = reference(skip.key, skip.kind)
        object["verdict"] = .string(skip.verdict.rawValue)
        object["cause"] = .string(skip.refusal.cause.rawValue)
        object["detail"] = .string(skip.refusal.detail)
        if let location = skip.location { object["location"] = json(location) }
        return .object(object)
    }

    private static func reference(_ key: ObjectKey, _ kind: GroupVersionKind) -> JSONObject {
        var object = JSONObject()
        object["apiVersion"] = .string(kind.apiVersion)
        object["kind"] = .string(kind.kind)
        if !key.namespace.isEmpty { object["namespace"] = .string(key.namespace) }
        object["name"] = .string(key.name)
        return object
    }

    private static func json(_ location: SourceLocation) -> JSONValue {
        ["file": .string(location.file), "line": .integer(Int64(location.line))]
    }
}

extension PlanStep.Action {
    fileprivate var words: String { self == .takeOver ? "take over" : rawValue }
}
