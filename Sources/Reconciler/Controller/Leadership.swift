import Synchronization

/// Where Leases are kept: the port behind which the API server stands.
package protocol LeaseStore: Sendable {
    /// `nil` where there is none.
    func read(_ name: String) async throws -> LeaseRecord?
    /// The record as it was stored, with its version; one that somebody else has changed meanwhile throws.
    func create(_ record: LeaseRecord, _ name: String) async throws -> LeaseRecord
    func replace(_ record: LeaseRecord, _ name: String) async throws -> LeaseRecord
}

/// Stands for election to one Lease, and says at any moment whether this process leads.
package final class Leadership: Sendable {
    private let name: String
    private let store: any LeaseStore
    private let pacing: Pacing
    private let state: Mutex<State>
    private let change = Signal()

    private struct State {
        var election: LeaseElection
        /// Who holds the lease, as far as is known; empty for nobody.
        var holder = ""
        var isGivenUp = false
    }

    package init(name: String, store: any LeaseStore, settings: LeaseElection.Settings, pacing: Pacing) {
        self.name = name
        self.store = store
        self.pacing = pacing
        state = Mutex(State(election: LeaseElection(settings: settings)))
    }

    package var isHeld: Bool {
        let now = pacing.now()
        return state.withLock { !$0.isGivenUp && $0.election.isHeld(now: now) }
    }

    package var holder: String { state.withLock(\.holder) }

    /// Throws where this process does not lead: what it would write, another may have written otherwise.
    package func check() throws {
        guard isHeld else {
            throw WriteError(
                .unavailable, "cannot write: the Lease '\(name)' is not held (hint: another replica leads)")
        }
    }

    /// Runs `lead` whenever the Lease is won, and cancels it as soon as it is lost; until the task is cancelled.
    ///
    /// `delay` is waited before a Lease that nobody holds is taken, so that replicas share what there is.
    package func run(
        delay: @escaping @Sendable () -> Duration, onFailure: @escaping @Sendable (String) -> Void,
        lead: @escaping @Sendable () async -> Void
    ) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.stand(delay, onFailure) }
            while !Task.isCancelled {
                try? await change.wait()
                guard isHeld, !Task.isCancelled else { continue }
                await whileHeld(lead)
            }
            group.cancelAll()
        }
        await giveUp()
    }

    /// The end of the lease comes by itself, by the clock: it is looked for as often as it is renewed.
    private func whileHeld(_ lead: @escaping @Sendable () async -> Void) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await lead() }
            group.addTask {
                while !Task.isCancelled, self.isHeld { try? await self.pacing.sleep(.milliseconds(250)) }
            }
            await group.next()
            group.cancelAll()
        }
    }

    private func stand(_ delay: @Sendable () -> Duration, _ onFailure: @Sendable (String) -> Void) async {
        while !Task.isCancelled {
            let wait: Duration
            do {
                wait = try await step(delay)
            } catch {
                guard !Task.isCancelled else { return }
                wait = state.withLock { $0.election.failed(at: pacing.now()) }
                onFailure("\(error)")
            }
            change.raise()
            // Only a cancelled wait throws, which ends the loop by its condition.
            try? await pacing.sleep(wait)
        }
    }

    /// How long to wait until the next one.
    private func step(_ delay: @Sendable () -> Duration) async throws -> Duration {
        let observed = try await store.read(name)
        let action = state.withLock { state in
            state.holder = observed?.holderIdentity ?? ""
            return state.election.next(observed: observed, now: pacing.now(), wall: pacing.wall())
        }
        switch action {
        case .wait(let wait): return wait
        case .create(let record):
            try await pacing.sleep(delay())
            note(try await store.create(record, name))
        case .takeOver(let record):
            try await pacing.sleep(delay())
            note(try await store.replace(record, name))
        case .renew(let record): note(try await store.replace(record, name))
        }
        return state.withLock { $0.election.succeeded(at: pacing.now()) }
    }

    private func note(_ record: LeaseRecord) { state.withLock { $0.holder = record.holderIdentity } }

    /// So that another replica need not wait for the lease to run out.
    private func giveUp() async {
        let wasHeld = isHeld
        state.withLock { $0.isGivenUp = true }
        guard wasHeld else { return }
        // A task of its own, since this one is cancelled and its requests would be, too.
        await Task { await self.release() }.value
    }

    private func release() async {
        // A lease that cannot be given up runs out by itself.
        guard let observed = try? await store.read(name),
            let record = state.withLock({ $0.election.release(observed: observed, wall: pacing.wall()) })
        else { return }
        _ = try? await store.replace(record, name)
    }
}
