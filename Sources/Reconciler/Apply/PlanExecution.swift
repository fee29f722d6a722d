package import Drift
package import ObjectModel

/// Carries out the steps of a plan in their order, as many at once as the order allows.
package struct PlanExecution: Sendable {
    package struct Options: Sendable {
        /// Requests under way at once.
        package var width = 16
        /// Managers of earlier appliers of the same repository, whose fields become ours.
        package var appliers: [Glob] = []
        /// How long a new definition may take until its kind is served.
        package var definitionDeadline: Duration = .seconds(30)
        package var pacing: Pacing
        /// Throws where this process may not write any more: it has lost its Lease, or is to end.
        package var fence: @Sendable () throws -> Void = {}
        /// Whether nothing more is to be begun; what is under way is finished.
        package var isEnding: @Sendable () -> Bool = { false }

        package init(pacing: Pacing) { self.pacing = pacing }
    }

    private let cluster: any WritableCluster
    private let comparison: ObjectComparison
    private let applied: AppliedValue
    private let options: Options

    package init(
        cluster: any WritableCluster, comparison: ObjectComparison, applied: AppliedValue, options: Options
    ) {
        self.cluster = cluster
        self.comparison = comparison
        self.applied = applied
        self.options = options
    }

    /// Carries out `steps`, which are in plan order, and tells each result as it comes.
    ///
    /// A failure stops the later waves and every prune, not what else is in its own wave. A server that is out of reach
    /// stops everything. Of the steps that were not begun there is no result.
    package func run(
        _ steps: [PlanStep], desired: @escaping @Sendable (ObjectKey) -> DesiredObject?,
        onResult: @escaping @Sendable (StepResult) async -> Void
    ) async throws {
        var failedWave: Int?
        for stage in Self.stages(of: steps) {
            try Task.checkCancellation()
            if options.isEnding() { return }
            if let failedWave, stage[0].action == .prune || stage[0].wave > failedWave { return }
            let results = try await run(stage, desired, onResult)
            if results.contains(where: \.isUnavailable) { return }
            if results.contains(where: \.hasFailed) { failedWave = stage[0].wave }
            if stage[0].order == .definitions, stage[0].action != .prune { try await awaitDefinitions(stage, desired) }
        }
    }

    /// Runs of steps that do not need each other.
    private static func stages(of steps: [PlanStep]) -> [[PlanStep]] {
        var stages: [[PlanStep]] = []
        for step in steps {
            if let last = stages.last?[0], last.wave == step.wave, last.order == step.order,
                (last.action == .prune) == (step.action == .prune)
            {
                stages[stages.count - 1].append(step)
            } else {
                stages.append([step])
            }
        }
        return stages
    }

    private func run(
        _ stage: [PlanStep], _ desired: @escaping @Sendable (ObjectKey) -> DesiredObject?,
        _ onResult: @escaping @Sendable (StepResult) async -> Void
    ) async throws -> [StepResult] {
        let work = ObjectReconciliation(
            cluster: cluster, comparison: comparison, applied: applied, appliers: options.appliers,
            fence: options.fence, pacing: options.pacing)
        return try await withThrowingTaskGroup(of: StepResult?.self) { group in
            var waiting = stage[...]
            var results: [StepResult] = []
            var isUnavailable = false
            func startNext() {
                guard !isUnavailable, !options.isEnding(), let step = waiting.popFirst() else { return }
                group.addTask { try await result(of: step, desired(step.key), work) }
            }
            for _ in 0..<options.width { startNext() }
            while let done = try await group.next() {
                if let done {
                    results.append(done)
                    isUnavailable = isUnavailable || done.isUnavailable
                    await onResult(done)
                }
                startNext()
            }
            return results
        }
    }

    private func result(
        of step: PlanStep, _ object: DesiredObject?, _ work: ObjectReconciliation
    ) async throws -> StepResult? {
        let start = options.pacing.now()
        do {
            let answer: ObjectReconciliation.Answer
            if step.action == .prune {
                answer = try await work.prune(step)
            } else if let object {
                answer = try await work.run(step, object)
            } else {
                return nil
            }
            return StepResult(
                step: step, outcome: answer.outcome, resourceVersion: answer.resourceVersion,
                duration: options.pacing.now() - start)
        } catch let error as WriteError {
            return StepResult(step: step, outcome: .failed(error), duration: options.pacing.now() - start)
        } catch let error as LiveReadError {
            let failure = WriteError(error.isForbidden ? .forbidden : .unavailable, error.description)
            return StepResult(step: step, outcome: .failed(failure), duration: options.pacing.now() - start)
        }
    }

    /// Returns when the server serves every kind that `stage` defines, so that objects of it can be applied.
    private func awaitDefinitions(
        _ stage: [PlanStep], _ desired: (ObjectKey) -> DesiredObject?
    ) async throws {
        let kinds = Set(stage.compactMap { desired($0.key) }.flatMap { KindScope.served(by: $0.value) })
        let deadline = options.pacing.now() + options.definitionDeadline
        while true {
            let availability = try await cluster.availability(of: kinds)
            if availability.values.allSatisfy(\.isServed) || options.pacing.now() > deadline { return }
            try await options.pacing.sleep(.milliseconds(100))
        }
    }
}
