// A kubeconfig comes from anywhere: whatever its bytes are, reading it ends in a connection or an error.
import Glibc
import Testing

@testable import KubeAPI

@Suite struct KubeConfigMutationTests {
    private static let seed = """
        apiVersion: v1
        kind: Config
        current-context: c
        clusters:
        - name: k
          cluster:
            server: https://[::1]:6443/a?b
            proxy-url: http://u:p@h:1
            tls-server-name: name
        users:
        - name: u
          user:
            as: ann
            as-groups: [a, b]
            as-user-extra: {k: [v]}
            username: me
            password: "word"
        - name: t
          user:
            token: abc
            client-certificate-data: \(PEMFixture.certificateData)
            client-key-data: \(PEMFixture.keyData)
        - name: e
          user:
            exec: {command: p, args: [a], env: [{name: A, value: b}], apiVersion: client.authentication.k8s.io/v1}
        contexts:
        - {name: c, context: {cluster: k, user: u, namespace: ns}}
        - {name: t, context: {cluster: k, user: t}}
        - {name: e, context: {cluster: k, user: e}}
        """

    /// The same numbers in every run (xorshift64).
    private struct Numbers: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
    }

    @Test(arguments: 1...4)
    func everyMutationIsAnswered(_ round: UInt64) async {
        var numbers = Numbers(state: round &* 0x9E37_79B9_7F4A_7C15)
        let seed = Array(Self.seed.utf8)
        let isUsable = KubeConfig.survives(seed)
        #expect(isUsable)
        var accepted = 0
        for _ in 0..<100 {
            var bytes = seed
            for _ in 0..<Int.random(in: 1...4, using: &numbers) { mutate(&bytes, &numbers) }
            accepted += KubeConfig.survives(bytes) ? 1 : 0
            await Task.yield()
        }
        // Some hit only a value: a reader that refuses everything would be no test.
        #expect(accepted > 3)
    }

    /// Eight times the members must take some eight times as long, not the square of that.
    @Test(arguments: ["users: [{name: u, user: {as-user-extra: {", "clusters: [{", "{"])
    func aLargeMapIsReadInTime(_ opening: String) {
        #expect(timeToRead(opening, members: 8_000) < timeToRead(opening, members: 1_000) * 24)
    }

    /// Time of this thread's own on the processor, which no other test adds to.
    private func timeToRead(_ opening: String, members: Int) -> Duration {
        let closing = String(opening.reversed().compactMap { ["{": "}", "[": "]"][$0] })
        let text = opening + (0..<members).map { "k\($0): [v]" }.joined(separator: ", ") + closing
        let started = processorTime()
        _ = KubeConfig.survives(Array(text.utf8))
        return processorTime() - started
    }

    private func processorTime() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    private func mutate(_ bytes: inout [UInt8], _ numbers: inout Numbers) {
        guard !bytes.isEmpty else { return }
        let place = Int.random(in: 0..<bytes.count, using: &numbers)
        switch Int.random(in: 0..<4, using: &numbers) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &numbers)
        case 1: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...20, using: &numbers)))
        case 2:
            let from = Int.random(in: 0..<bytes.count, using: &numbers)
            bytes.insert(contentsOf: bytes[from..<min(bytes.count, from + 30)], at: place)
        default: bytes.insert(Array(":-{}[]&*!|>'\"%@`#,?\n\t\0 ".utf8).randomElement(using: &numbers) ?? 0, at: place)
        }
    }
}
