import DriftReport
import Reconciler
import ReportSamples
import Synchronization

@testable import reconcile

/// A controller that knows what it is told to know.
final class FakeSource: SurfaceSource {
    struct State: Sendable {
        var environments = SampleStatuses.all
        var isAlive = true
        var isReady = true
        var pushes: [WebhookPush] = []
        var outcomes: [WebhookOutcome] = []
        /// How often all environments were asked for.
        var readings = 0
        /// Done to the environments at each reading.
        var change: @Sendable (inout [EnvironmentStatus], Int) -> Void = { _, _ in }
    }

    let state = Mutex(State())

    func environments() -> [EnvironmentStatus] {
        state.withLock { state in
            state.readings += 1
            state.change(&state.environments, state.readings)
            return state.environments
        }
    }

    func metrics() -> [MetricFamily] { [.gauge("reconcile_leader", "Whether this replica leads.", [MetricSample(1)])] }
    var isAlive: Bool { state.withLock { $0.isAlive } }
    var isReady: Bool { state.withLock { $0.isReady } }

    func push(_ push: WebhookPush) -> Int {
        state.withLock { state in
            state.pushes.append(push)
            return state.environments.count {
                push.concerns(repository: $0.subject.repository, ref: $0.subject.ref)
            }
        }
    }

    func heard(_ outcome: WebhookOutcome, from forge: Forge) { state.withLock { $0.outcomes.append(outcome) } }
}

/// A surface on loopback over a fake source.
final class TestSurface: Sendable {
    let source = FakeSource()
    let surface: ControllerSurface

    init(_ change: (inout ControllerSurface.Settings) -> Void = { _ in }) throws {
        var settings = ControllerSurface.Settings()
        settings.now = { SampleStatuses.now }
        change(&settings)
        surface = try ControllerSurface(settings, source: source)
    }

    deinit { surface.stop(grace: .zero) }
}
