// A kubeconfig comes from anywhere: whatever its bytes are, reading it ends in a connection or an error.
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
    func everyMutationIsAnswered(_ round: UInt64) {
        var numbers = Numbers(state: round &* 0x9E37_79B9_7F4A_7C15)
        let seed = Array(Self.seed.utf8)
        let isUsable = KubeConfig.survives(seed)
        #expect(isUsable)
        var accepted = 0
        for _ in 0..<500 {
            var bytes = seed
            for _ in 0..<Int.random(in: 1...4, using: &numbers) { mutate(&bytes, &numbers) }
            accepted += KubeConfig.survives(bytes) ? 1 : 0
        }
        // Some hit only a value: a reader that refuses everything would be no test.
        #expect(accepted > 15)
    }

    /// Very many members of one map must take time that grows with the size, not with its square.
    @Test(arguments: ["users: [{name: u, user: {as-user-extra: {", "clusters: [{", "{"])
    func aVeryLargeMapIsReadInTime(_ opening: String) {
        let closing = String(opening.reversed().compactMap { ["{": "}", "[": "]"][$0] })
        let members = (0..<60_000).map { "k\($0): [v]" }.joined(separator: ", ")
        let started = ContinuousClock.now
        _ = KubeConfig.survives(Array((opening + members + closing).utf8))
        #expect(ContinuousClock.now - started < .seconds(30))
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
