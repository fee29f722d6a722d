import LoopbackHTTP
import Testing

/// The demo ends in the running controller: its page shows what people have changed, and an interrupt leaves nothing.
@Suite struct DemoServesItsPageTests {
    private static func repository() async throws -> GitFixture {
        let git = try await GitFixture()
        try git.scratch.write(
            """
            apiVersion: reconcile.dev/v1alpha1
            kind: Config
            environments: [{name: staging, path: apps, mode: revert, cluster: {context: somewhere}}]

            """, to: "reconcile.yaml")
        try git.scratch.write(
            """
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: default}
            spec: {selector: {app: web}, ports: [{port: 80}]}
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: deny, namespace: default}
            spec: {podSelector: {}, policyTypes: [Ingress]}

            """, to: "apps/all.yaml")
        try await git.commit()
        return git
    }

    @Test func untilItIsInterrupted() async throws {
        let git = try await Self.repository()
        let scratch = try Scratch()
        let port = UInt16.random(in: 20_000..<32_000)
        // Told to stop as soon as the file is there.
        let script = """
            "$0" demo --repo "$1" --serve "$2" & child=$!
            until [ -e "$3" ]; do kill -0 $child || break; sleep 0.1; done
            kill -TERM $child; wait $child
            """
        async let run = ProgramRun.of(
            ["sh", "-c", script, Reconcile.binary, git.url, "127.0.0.1:\(port)", scratch.file("done")],
            variables: ["XDG_CACHE_HOME": scratch.path, "HOME": scratch.path], seconds: 150)
        let page = try await eventually("the page shows the drift", within: 120) { () -> String? in
            // Nobody listens there at first.
            guard let answer = try? PlainHTTP(port: port).send("GET", "/environments/staging") else { return nil }
            let text = String(decoding: answer.body, as: UTF8.self)
            return text.contains("debug.example.com/owner") ? text : nil
        }
        #expect(page.contains("NetworkPolicy") && page.contains("nothing is changed"))
        try scratch.write("", to: "done")
        let ended = try await run
        #expect(ended.code == 0, "\(ended.story)")
        let place = try #require(ended.output.firstMatch(of: #/(\/tmp\/reconcile-demo-\w+)\/kubeconfig/#)?.1)
        #expect((try? Scratch.text("\(place)/kubeconfig")) == nil, "nothing is left")
    }
}
