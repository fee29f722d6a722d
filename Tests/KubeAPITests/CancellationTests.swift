import Glibc
import KubeAPI
import ObjectModel
import Testing

/// Cancelling stops the transfer and not only the waiting; shutting down leaves nothing behind.
@Suite struct CancellationTests {
    @Test func endsTheTransferAtOnce() async throws {
        let server = try ScriptedServer { _ in [.hang] }
        defer { server.stop() }
        let client = try server.client()
        defer { client.shutdown() }
        let task = Task { try await client.version() }
        try await eventually("the request arrives") { server.requests.count == 1 }
        #expect(server.openConnections == 1)
        task.cancel()
        let error = await kubeError { try await task.value }
        #expect(error?.code == .cancelled)
        try await eventually("the connection is closed") { server.openConnections == 0 }
        #expect(server.requests.count == 1, "a cancelled request is not repeated")
    }

    @Test func endsTheWaitBetweenAttempts() async throws {
        let server = try ScriptedServer { _ in [Answer.status(503, "ServiceUnavailable", "no")] }
        defer { server.stop() }
        let sleeping = Collected<Bool>()
        let client = try server.client {
            $0.pacing.sleep = { _ in
                sleeping.add(true)
                try await Task.sleep(for: .seconds(3600))
            }
        }
        defer { client.shutdown() }
        let task = Task { try await client.version() }
        try await eventually("it waits") { sleeping.count == 1 }
        task.cancel()
        let error = await kubeError { try await task.value }
        #expect(error?.code == .cancelled)
    }

    @Test func doesNotBeginWhatIsCancelledAlready() async throws {
        let server = try ScriptedServer { _ in [Answer.version] }
        defer { server.stop() }
        let client = try server.client()
        defer { client.shutdown() }
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await client.version()
        }
        let error = await kubeError { try await task.value }
        #expect(error?.code == .cancelled)
        _ = try await client.version()
        #expect(server.requests.count == 1)
    }

    /// The others wait for the connection that the first is making; they must not wait for ever when it goes away.
    @Test func othersGoOnWhenTheFirstIsCancelled() async throws {
        let server = try ScriptedServer { request in request.path == "/slow" ? [.hang] : [Answer.version] }
        defer { server.stop() }
        let transport = try Transport(
            ClusterConnection(server: server.url, name: "scripted", credentials: FixedCredentials()))
        defer { transport.shutdown() }
        let slow = (0..<8).map { _ in
            Task { try await transport.send(HTTPRequest(.get, "/slow"), as: Credentials()) }
        }
        try await eventually("every connection is taken") { server.requests.count == 8 }
        let others = (0..<20).map { _ in
            Task { try await transport.send(HTTPRequest(.get, "/version"), as: Credentials()).head.status }
        }
        slow.prefix(1).forEach { $0.cancel() }
        for other in others { #expect(try await other.value == 200) }
        #expect(server.connectionCount <= 9, "eight at once, and the one in the place of the cancelled")
        slow.forEach { $0.cancel() }
        for task in slow { await #expect(throws: TransferFailure.self) { _ = try await task.value } }
    }

    @Test func shutdownEndsWhatIsUnderWay() async throws {
        let server = try ScriptedServer { _ in [.hang] }
        defer { server.stop() }
        let client = try server.client()
        let task = Task { try await client.version() }
        try await eventually("the request arrives") { server.requests.count == 1 }
        client.shutdown()
        client.shutdown()
        let error = await kubeError { try await task.value }
        #expect(error?.code == .cancelled)
        let late = await kubeError { try await client.version() }
        #expect(late?.code == .cancelled)
    }

    /// In a process of its own, where nothing else opens files or makes threads.
    @Test func leavesNoDescriptorAndNoThread() async throws {
        await #expect(processExitsWith: .success) {
            let server = try ScriptedServer { request in
                request.path == "/hang" ? [.hang] : request.path == "/cut" ? [.close] : [Answer.version]
            }
            /// Requests of every kind of end, on a client of their own.
            func round() async throws {
                let client = try server.client()
                let transport = try Transport(client.connection)
                for _ in 0..<5 { _ = try await client.version() }
                _ = try? await transport.send(HTTPRequest(.get, "/cut"), as: Credentials())
                let before = server.requests.count
                let hanging = Task { try await transport.send(HTTPRequest(.get, "/hang"), as: Credentials()) }
                try await eventually("it hangs") { server.requests.count > before }
                hanging.cancel()
                _ = await hanging.result
                var limited = HTTPRequest(.get, "/hang")
                limited.limits = TransferLimits()
                limited.limits?.total = .milliseconds(20)
                _ = try? await transport.send(limited, as: Credentials())
                client.shutdown()
                transport.shutdown()
                try await eventually("the server sees the end") { server.openConnections == 0 }
            }
            // What is made once for the process is made here, the timer of `Task.sleep` among it.
            try await Task.sleep(for: .milliseconds(1))
            try await round()
            let before = (count("/proc/self/fd") - server.connectionCount, count("/proc/self/task"))
            for _ in 0..<20 { try await round() }
            try await eventually("every descriptor is closed") {
                count("/proc/self/fd") - server.connectionCount <= before.0
            }
            // The server keeps the threads of its connections until it stops, in the count of connections.
            server.stop()
            let after = count("/proc/self/task")
            // The pool of Swift's tasks may have grown; a leak would be 40.
            precondition(after <= before.1 + 8, "\(after) threads, \(before.1) before")
        }
    }
}

/// The entries of a directory.
private func count(_ directory: String) -> Int {
    guard let stream = opendir(directory) else { return -1 }
    defer { closedir(stream) }
    var count = 0
    while readdir(stream) != nil { count += 1 }
    return count
}
