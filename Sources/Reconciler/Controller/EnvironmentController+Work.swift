import Drift
import ObjectModel
import Synchronization

extension EnvironmentController {
    /// A failed object is tried again after these waits, doubling from the first to the last.
    private static let firstRetry: Duration = .seconds(2)
    private static let lastRetry: Duration = .seconds(300)
    /// Times of being left alone run out without a signal: at most this long passes until that is noticed.
    private static let restInterval: Duration = .seconds(2)

    /// Plans whenever something has changed, and carries out what is permitted.
    func work() async {
        while !Task.isCancelled {
            do {
                try await pacing.wait(for: workSignal, atMost: Self.restInterval)
                guard let (plan, hash) = makePlan() else { continue }
                let approved = shared.withLock { $0.state.approvedPlan }
                let steps = plan.permitted(approved: approved, hash: hash)
                if !steps.isEmpty { try await carryOut(steps, of: plan, hash: hash) }
            } catch is CancellationError {
                return
            } catch {
                let wait: Duration = .seconds(1)
                note(.apply, "\(error)", retryIn: wait)
                // Only a cancelled wait throws, which ends the loop by its condition.
                try? await pacing.sleep(wait)
            }
        }
    }

    /// `nil` while it is not known what is there: before Git was read, and before every feed has reported.
    private func makePlan() -> (Plan, String)? {
        let now = pacing.now()
        let planned = shared.withLock { shared -> (Plan, isNew: Bool)? in
            guard shared.basis != nil, shared.feeds.values.allSatisfy(\.hasReported) else { return nil }
            let plan = shared.state.plan(at: now)
            return (plan, shared.plan != plan)
        }
        guard let (plan, isNew) = planned else { return nil }
        guard isNew else { return (plan, shared.withLock { $0.planHash }) }
        let hash = options.digest(plan.canonicalText)
        shared.withLock { shared in
            shared.plan = plan
            shared.planHash = hash
        }
        tell(.planned(plan, hash: hash))
        tellFights(plan)
        publishSignal.raise()
        return (plan, hash)
    }

    /// Each fight once, when its object is first left alone.
    private func tellFights(_ plan: Plan) {
        let fought = plan.skips.filter { $0.refusal.cause == .fighting }
        let news = shared.withLock { shared in
            let news = fought.filter { !shared.fighting.contains($0.key) }
            shared.fighting = Set(fought.map(\.key))
            shared.statistics.fights += news.count
            return news
        }
        for skip in news { tell(.fight(skip.key, apiVersion: skip.kind.apiVersion, detail: skip.refusal.detail)) }
    }

    private func carryOut(_ steps: [PlanStep], of plan: Plan, hash: String) async throws {
        let (known, desired) = shared.withLock { shared in
            let declared = steps.compactMap { step in shared.state.declared(step.key).map { (step.key, $0) } }
            return (shared.basis, Dictionary(declared, uniquingKeysWith: { first, _ in first }))
        }
        guard let basis = known else { return }
        let applied = AppliedValue(
            environment: environment.name, held: configuration.heldRules(of: environment),
            autoscaled: basis.comparison.autoscaled, managers: basis.comparison.policy.managers)
        var settings = PlanExecution.Options(pacing: pacing)
        settings.width = options.width
        settings.fence = options.fence
        settings.appliers = configuration.managers.appliers
        settings.isEnding = { self.shared.withLock { $0.isEnding } }
        let execution = PlanExecution(
            cluster: cluster, comparison: basis.comparison, applied: applied, options: settings)
        let isTooLate = shared.withLock { shared in
            guard !shared.isEnding else { return true }
            shared.isCarryingOut = true
            shared.state.begin(steps)
            return false
        }
        guard !isTooLate else { return }
        tell(.working(plan.summary))
        defer {
            tell(
                shared.withLock { shared in
                    shared.isCarryingOut = false
                    return shared.state.release(steps)
                })
            restSignal.raise()
        }
        try await execution.run(steps, desired: { desired[$0] }) { result in
            self.take(result, revision: plan.revision, hash: hash)
        }
        if steps.contains(where: { $0.order == .definitions }) { rebase() }
    }

    private func take(_ result: StepResult, revision: String, hash: String) {
        let now = pacing.now()
        let wall = pacing.wall()
        let changes = shared.withLock { shared in
            let since = shared.state.objects[result.key]?.episode?.since
            let changes = shared.state.record(result, at: now) { failures in
                min(Self.firstRetry * (1 << min(failures - 1, 10)), Self.lastRetry) * (0.75 + 0.5 * pacing.jitter())
            }
            shared.statistics.count(result)
            if let since, result.hasWritten { shared.statistics.revert.add(.seconds(max(0, wall - since))) }
            return changes
        }
        tell(.step(result, revision: revision, planHash: hash, at: wall))
        tell(changes)
        if case .failed(let error) = result.outcome {
            note(.apply, error.description)
        } else if result.hasWritten {
            note(.apply, nil)
        }
        publishSignal.raise()
        // What was refused or failed changes the plan, and a wave that is done lets the next one begin.
        workSignal.raise()
    }
}

extension ControllerStatistics {
    mutating func count(_ result: StepResult) {
        let word =
            switch result.outcome {
            case .applied, .created, .recreated, .pruned: "success"
            case .unchanged: "unchanged"
            case .refused: "refused"
            case .failed: "failed"
            }
        if result.step.action == .prune {
            prunes[word, default: 0] += 1
        } else {
            applies[word, default: 0] += 1
        }
    }
}
