import Drift
import ObjectModel
import Reconciler
import Synchronization

/// What a command tells while it carries a plan out.
enum RollOutEvent: Sendable {
    case step(StepResult)
    case waiting(wave: Int, ObjectKey, String)
    case unhealthy(wave: Int, ObjectKey, String)
    case skippedWaves(after: Int)

    var text: String {
        switch self {
        case .step(let result): result.text
        case .waiting(let wave, let key, let message): "waiting    wave \(wave): \(key) \(message)"
        case .unhealthy(let wave, let key, let message): "failed     wave \(wave): \(key) \(message)"
        case .skippedWaves(let wave): "stopped    after wave \(wave): later waves were not begun"
        }
    }

    var isFailure: Bool {
        switch self {
        case .step(let result):
            if case .refused = result.outcome { true } else { result.hasFailed }
        case .waiting: false
        case .unhealthy, .skippedWaves: true
        }
    }
}

extension OneShot {
    private static let interval: Duration = .seconds(1)

    /// Carries the plan out wave by wave; each has to be healthy, within `limit`, before the next begins.
    func rollOut(
        _ plan: Plan, of result: ComparisonResult, waiting limit: Duration?,
        onEvent: @escaping @Sendable (RollOutEvent) -> Void
    ) async throws {
        let waves = Dictionary(grouping: plan.steps) { $0.action == .prune ? Int.max : $0.wave }
        for (wave, steps) in waves.sorted(by: { $0.key < $1.key }) {
            var part = plan
            part.steps = steps.sorted()
            let results = try await carryOut(part, of: result) { onEvent(.step($0)) }
            let isLast = wave == waves.keys.max()
            guard results.count == steps.count, !results.contains(where: \.hasFailed) else {
                if !isLast { onEvent(.skippedWaves(after: wave)) }
                return
            }
            guard let limit, wave != .max, !isLast || waves.count > 1 else { continue }
            guard try await isHealthy(steps, wave: wave, limit, onEvent) else {
                if !isLast { onEvent(.skippedWaves(after: wave)) }
                return
            }
        }
    }

    private func isHealthy(
        _ steps: [PlanStep], wave: Int, _ limit: Duration, _ onEvent: (RollOutEvent) -> Void
    ) async throws -> Bool {
        let pacing = Pacing.real
        let end = pacing.now() + limit
        var told: [ObjectKey: String] = [:]
        var waiting = steps
        while true {
            var left: [(PlanStep, Health)] = []
            for step in waiting {
                let live = try await cluster.get(step.kind, namespace: step.key.namespace, name: step.key.name)
                let health =
                    live.map { HealthReading.health(of: $0, kind: step.key.groupKind) }
                    ?? .waiting("is not there")
                if health.state != .done { left.append((step, health)) }
            }
            guard let first = left.first else { return true }
            if let failed = left.first(where: { $0.1.state == .failed }) {
                onEvent(.unhealthy(wave: wave, failed.0.key, failed.1.message))
                return false
            }
            guard pacing.now() < end else {
                onEvent(.unhealthy(wave: wave, first.0.key, "\(first.1.message) after \(limit.wholeSeconds) s"))
                return false
            }
            if told[first.0.key] != first.1.message {
                onEvent(.waiting(wave: wave, first.0.key, first.1.message))
                told[first.0.key] = first.1.message
            }
            waiting = left.map(\.0)
            try await pacing.sleep(Self.interval)
        }
    }

    /// The live objects that are ours and not in Git: those that the comparison has met, read one by one for what the
    /// guards ask of them, and `others`.
    ///
    /// An object that Git has in another group is none: a server may show one object in both, with one uid.
    func orphans(in result: ComparisonResult, and others: [Orphan] = []) async throws -> [Orphan] {
        var found: [Orphan] = []
        for orphan in others where try await !isDeclared(orphan, in: result.state) { found.append(orphan) }
        let known = Set(others.map(\.key))
        for object in result.objects where object.verdict == .extra && !known.contains(object.key) {
            let kind = GroupVersionKind(apiVersion: object.apiVersion, kind: object.key.groupKind.kind)
            let live = try await cluster.get(kind, namespace: object.key.namespace, name: object.key.name)
            guard let orphan = live.flatMap(Orphan.init), try await !isDeclared(orphan, in: result.state) else {
                continue
            }
            found.append(orphan)
        }
        return found
    }

    private func isDeclared(_ orphan: Orphan, in state: DesiredState) async throws -> Bool {
        let namesakes = state.objects.filter { object in
            object.key.groupKind.kind == orphan.key.groupKind.kind && object.key.namespace == orphan.key.namespace
                && object.key.name == orphan.key.name
        }
        for object in namesakes {
            let live = try await cluster.get(object.kind, namespace: object.key.namespace, name: object.key.name)
            if live?["metadata"]?["uid"]?.string == orphan.uid { return true }
        }
        return false
    }
}
