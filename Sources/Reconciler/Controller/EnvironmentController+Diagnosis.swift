import Drift
import ObjectModel
import Synchronization

/// Finds out why a workload does not get ready: its Pods and their Events say so, the workload itself does not.
extension EnvironmentController {
    private static let interval: Duration = .seconds(5)
    /// A workload that has waited for this long is worth the requests.
    private static let patience: Duration = .seconds(5)
    /// Objects looked into in one round, and Pods of each.
    private static let objectsPerRound = 10
    private static let podsPerObject = 20
    private static let podsWithEvents = 3

    func diagnose() async {
        while !Task.isCancelled {
            // Only a cancelled wait throws, which ends the loop by its condition.
            try? await pacing.sleep(Self.interval)
            for object in waiting() {
                guard !Task.isCancelled else { return }
                if GPUOperatorHealth.concerns(object.key.groupKind) {
                    await lookAtOperands(of: object)
                } else {
                    let message = await diagnosis(of: object)
                    shared.withLock { $0.state.diagnose(object.key, message) }
                    if message != nil { publishSignal.raise() }
                }
            }
        }
    }

    private func waiting() -> [DesiredObject] {
        let now = pacing.now()
        return shared.withLock { shared in
            let objects = shared.state.objects
            let waiting = objects.unhealthy.filter { key in
                let since = objects.read(key) { $0.seen?.uid.isEmpty == false ? $0.waitingSince : nil } ?? nil
                guard let since else { return false }
                return now - since >= Self.patience || GPUOperatorHealth.concerns(key.groupKind)
            }
            return waiting.sorted().prefix(Self.objectsPerRound).compactMap { objects[$0]?.desired }
        }
    }

    /// `nil` where the Pods tell nothing, or may not be read.
    private func diagnosis(of object: DesiredObject) async -> String? {
        let namespace = object.key.namespace
        do {
            guard
                let live = try await cluster.get(object.kind, namespace: namespace, name: object.key.name),
                let selector = PodSelector.text(of: live)
            else { return nil }
            let pods = try await cluster.pods(in: namespace, labelSelector: selector, limit: Self.podsPerObject)
            var events: [JSONValue] = []
            for pod in pods.prefix(Self.podsWithEvents) {
                events += try await cluster.events(in: namespace, about: pod["metadata"]?["uid"]?.string ?? "")
            }
            if let summary = PodDiagnosis.summary(pods: pods, events: events) { return summary }
            guard pods.isEmpty else { return nil }
            let uid = live["metadata"]?["uid"]?.string ?? ""
            return PodDiagnosis.refusal(owner: live, events: try await cluster.events(in: namespace, about: uid))
        } catch {
            return nil
        }
    }

    /// The GPU operator's `ready` counts with what its DaemonSets say.
    private func lookAtOperands(of object: DesiredObject) async {
        do {
            guard let live = try await cluster.get(object.kind, namespace: object.key.namespace, name: object.key.name)
            else { return }
            let namespace = GPUOperatorHealth.operandNamespace(of: live)
            var operands: [JSONValue]?
            if let namespace { operands = try await cluster.daemonSets(in: namespace) }
            let evidence = HealthEvidence(operands: operands, now: Timestamp(seconds: pacing.wall()))
            let health = HealthReading.health(of: live, kind: object.key.groupKind, evidence: evidence)
            let now = pacing.now()
            shared.withLock { $0.state.take(health, of: object.key, at: live.resourceVersion, now: now) }
            publishSignal.raise()
            workSignal.raise()
        } catch {
            // The next round asks again; until then it is waited for.
            return
        }
    }
}
