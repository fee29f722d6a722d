/// Credentials from a plugin: run once for all that wait, and again when they expired or the server refused them.
actor PluginCredentials: CredentialSource, Masked {
    private enum State {
        case empty
        case held(PluginAnswer)
        /// `run` tells this run's end from that of one that everybody had left.
        case running(run: Int, Task<Void, Never>, waiting: [Int: CheckedContinuation<PluginAnswer, any Error>])
    }

    private let call: PluginCall
    /// What stands in the kubeconfig beside the plugin; its client certificate goes before the plugin's.
    private let base: StoredCredentials
    private let files: FileAccess
    private let now: @Sendable () -> Duration
    private var state = State.empty
    private var lastNumber = 0

    init(_ call: PluginCall, base: StoredCredentials, _ environment: KubeConfigEnvironment) {
        self.call = call
        self.base = base
        files = environment.files
        now = environment.now
    }

    func current() async throws -> Credentials {
        var credentials = try await base.current()
        let answer = try await answer().credentials
        credentials.bearerToken = answer.bearerToken
        credentials.clientCertificate = credentials.clientCertificate ?? answer.clientCertificate
        return credentials
    }

    /// Forgets the answer that `rejected` was made of; one that is newer stays.
    func invalidate(_ rejected: Credentials) async {
        await base.invalidate(rejected)
        guard case .held(let answer) = state else { return }
        let held = answer.credentials
        let isSame =
            held.bearerToken == nil
            ? held.clientCertificate == rejected.clientCertificate : held.bearerToken == rejected.bearerToken
        if isSame { state = .empty }
    }

    private func answer() async throws -> PluginAnswer {
        try Task.checkCancellation()
        if case .held(let answer) = state, answer.expires.map({ now() <= $0 }) ?? true { return answer }
        lastNumber += 1
        let number = lastNumber
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { wait($0, number: number) }
        } onCancel: {
            Task { await leave(number) }
        }
    }

    private func wait(_ continuation: CheckedContinuation<PluginAnswer, any Error>, number: Int) {
        if case .running(let run, let task, var waiting) = state {
            waiting[number] = continuation
            state = .running(run: run, task, waiting: waiting)
            return
        }
        // Not a child of the caller: the run serves all who wait, and ends when the last of them has left.
        let task = Task { [call, files] in
            do {
                let answer = try await call.run(files)
                end(number, .success(answer))
            } catch {
                end(number, .failure(error))
            }
        }
        state = .running(run: number, task, waiting: [number: continuation])
    }

    private func end(_ run: Int, _ result: Result<PluginAnswer, any Error>) {
        guard case .running(run, _, let waiting) = state else { return }
        if case .success(let answer) = result { state = .held(answer) } else { state = .empty }
        for continuation in waiting.values { continuation.resume(with: result) }
    }

    /// A caller was cancelled; the plugin is stopped if nobody else waits for it.
    private func leave(_ number: Int) {
        guard case .running(let run, let task, var waiting) = state,
            let continuation = waiting.removeValue(forKey: number)
        else { return }
        if waiting.isEmpty {
            task.cancel()
            state = .empty
        } else {
            state = .running(run: run, task, waiting: waiting)
        }
        continuation.resume(throwing: CancellationError())
    }

    nonisolated var description: String { "credentials of plugin '\(call.command)' (masked)" }
}
