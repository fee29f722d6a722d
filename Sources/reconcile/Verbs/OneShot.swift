import Drift
import ObjectModel
import Reconciler
import Synchronization

/// A plan that is made and carried out once, by a command.
struct OneShot {
    let environment: Reconciler.Environment
    let cluster: any WritableCluster
    let heldRules: [IgnoreRule]
    let appliers: [Glob]
    var modes = ModeRules(environment: .revert)
    var width = 16

    /// A command says by itself that it wants to write: the environment's mode is the controller's.
    func plan(for result: ComparisonResult, orphans: [Orphan] = [], revision: String) -> Plan {
        let mistake = result.findings.first { $0.severity == .error }
        let met = Set(result.objects.lazy.filter { $0.verdict == .extra }.map(\.key))
        let ours = result.objects.count { $0.verdict != .missing } + orphans.count { !met.contains($0.key) }
        let prune = PruneGuard(
            policy: environment.prune, desiredCount: result.state.objects.count, inventoryCount: ours,
            incompleteReason: mistake.map { "not every file could be read: \($0.message)" })
        var planner = Planner(
            environment: environment.name, revision: revision, prune: prune,
            mode: { modes.choice(for: $0.key, desired: $0.value) })
        planner.pruneMode = { modes.mode(ofOrphan: $0) }
        let desired = Self.byKey(result)
        return planner.plan(result.objects, desired: { desired[$0] }, orphans: orphans)
    }

    /// The results in the order of the plan.
    func carryOut(
        _ plan: Plan, of result: ComparisonResult, onResult: @escaping @Sendable (StepResult) -> Void = { _ in }
    ) async throws -> [StepResult] {
        let desired = Self.byKey(result)
        let applied = AppliedValue(
            environment: environment.name, held: heldRules, autoscaled: result.comparison.autoscaled,
            managers: result.comparison.policy.managers)
        var options = PlanExecution.Options(pacing: .real)
        options.appliers = appliers
        options.width = width
        let execution = PlanExecution(
            cluster: cluster, comparison: result.comparison, applied: applied, options: options)
        let results = Mutex<[StepResult]>([])
        try await execution.run(plan.steps, desired: { desired[$0] }) { result in
            results.withLock { $0.append(result) }
            onResult(result)
        }
        return results.withLock { $0 }.sorted { $0.step < $1.step }
    }

    private static func byKey(_ result: ComparisonResult) -> [ObjectKey: DesiredObject] {
        Dictionary(result.state.objects.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    }
}

extension StepResult {
    /// One line for people: `applied  Service ml/web, 1 field taken out`.
    var text: String {
        switch outcome {
        case .applied(let removed):
            "applied    \(key)" + (removed > 0 ? ", \(removed) field\(removed == 1 ? "" : "s") taken out" : "")
        case .created: "created    \(key)"
        case .recreated: "recreated  \(key)"
        case .pruned(let isGone): "deleted    \(key)" + (isGone ? "" : ", finalizers keep it for now")
        case .unchanged: "unchanged  \(key)"
        case .refused(let refusal): "left alone \(key): \(refusal.detail)"
        case .failed(let error): "failed     \(key): \(error.description)"
        }
    }
}
