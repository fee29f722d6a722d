import KubeAPI
import ObjectModel
import Testing

/// What the policy decides is what happens: on the wire each request is seen as often as it should be.
@Suite struct RetriesTests {
    static let services = APIResource(
        groupVersion: GroupVersion("v1"), kind: "Service", name: "services", isNamespaced: true)

    @Test func waitsAsLongAsTheServerSays() async throws {
        let seen = Collected<Int>()
        let server = try ScriptedServer { _ in
            seen.add(1) < 3
                ? [Answer.status(429, "TooManyRequests", "slow down", headers: ["Retry-After: 7"])] : [Answer.version]
        }
        defer { server.stop() }
        let waits = Collected<Duration>()
        let told = Collected<KubeError.Code>()
        let client = try server.client {
            $0.pacing.sleep = { waits.add($0) }
            $0.onRetry = { failure, _ in told.add(failure.code) }
        }
        defer { client.shutdown() }
        #expect(try await client.version().gitVersion == "v1.20.2")
        #expect(waits.all == [.seconds(7), .seconds(7)])
        #expect(told.all == [.tooManyRequests, .tooManyRequests])
    }

    @Test func givesUpWhereTheServerAsksForMoreTimeThanThereIs() async throws {
        let server = try ScriptedServer { _ in
            [Answer.status(503, "ServiceUnavailable", "shutting down", headers: ["Retry-After: 3600"])]
        }
        defer { server.stop() }
        let client = try server.client()
        defer { client.shutdown() }
        let error = await kubeError { try await client.version() }
        #expect(error?.code == .serverError && error?.retryAfter == .seconds(3600))
        #expect(server.requests.count == 1)
    }

    @Test(arguments: [500, 503]) func neverRepeatsACreate(_ status: Int) async throws {
        let server = try ScriptedServer { _ in [Answer.status(status, "InternalError", "etcd timed out")] }
        defer { server.stop() }
        let client = try server.client()
        defer { client.shutdown() }
        let error = await kubeError {
            try await client.create(["metadata": ["name": "a"]], as: Self.services, namespace: "x")
        }
        #expect(error?.code == .serverError && error?.mayHaveBeenReceived == true)
        #expect(server.requests.count == 1)
    }

    /// libcurl by itself repeats a request whose reused connection brought nothing back.
    @Test func aCreateIsSentOnceThoughItsConnectionIsLost() async throws {
        let server = try ScriptedServer { request in request.method == "POST" ? [.close] : [Answer.version] }
        defer { server.stop() }
        let client = try server.client()
        defer { client.shutdown() }
        _ = try await client.version()
        let error = await kubeError {
            try await client.create(["metadata": ["name": "a"]], as: Self.services, namespace: "x")
        }
        #expect(error?.code == .connectionLost && error?.mayHaveBeenReceived == true)
        #expect(server.requests.filter { $0.method == "POST" }.count == 1)
    }

    struct Write: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var requests: Int
        var run: @Sendable (KubeClient) async throws -> Void
    }

    static let writes = [
        Write(testDescription: "server-side apply is repeated", requests: 5) {
            _ = try await $0.apply(
                ["metadata": ["name": "a"]], to: services, namespace: "x", options: ApplyOptions(fieldManager: "m"))
        },
        Write(testDescription: "a delete without a precondition is not", requests: 1) {
            try await $0.delete(services, namespace: "x", name: "a")
        },
        Write(testDescription: "a delete of one uid is", requests: 5) {
            var options = DeleteOptions()
            options.uid = "u-1"
            try await $0.delete(services, namespace: "x", name: "a", options: options)
        },
        Write(testDescription: "a JSON patch is not", requests: 1) {
            _ = try await $0.patch([], as: .json, services, namespace: "x", name: "a")
        },
        Write(testDescription: "a merge patch is not", requests: 1) {
            _ = try await $0.patch([:], as: .merge, services, namespace: "x", name: "a")
        },
        Write(testDescription: "a merge patch of one resource version is", requests: 5) {
            _ = try await $0.patch(
                ["metadata": ["resourceVersion": "7"]], as: .merge, services, namespace: "x", name: "a")
        },
        Write(testDescription: "a dry run is", requests: 5) {
            var options = WriteOptions()
            options.isDryRun = true
            _ = try await $0.create(["metadata": ["name": "a"]], as: services, namespace: "x", options: options)
        },
        Write(testDescription: "a question about rights is", requests: 5) {
            _ = try await $0.isAllowed(AccessQuestion("list", services))
        },
    ]

    @Test(arguments: writes) func repeatsOnlyWhatIsSafe(_ write: Write) async throws {
        let server = try ScriptedServer { _ in [.close] }
        defer { server.stop() }
        let client = try server.client()
        defer { client.shutdown() }
        let error = await kubeError { try await write.run(client) }
        #expect(error?.code == .connectionLost)
        #expect(server.requests.count == write.requests)
    }
}
