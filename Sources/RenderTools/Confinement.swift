import ProcessRunner

/// Starts programs in a network namespace of their own, where not even the loopback interface is up, and so that the
/// kernel ends them when this process is gone, however it went.
///
/// That takes `unshare` and `setpriv` of util-linux and a kernel that lets this user make namespaces; many containers do
/// not. What works is found out once, and what does not is left out.
actor Confinement {
    private let search: SearchPath
    private var probe: Task<[String], Never>?

    /// `path` is the `PATH` to look in.
    init(_ path: String?) { search = SearchPath(path) }

    /// What goes before a program and its arguments; empty where nothing works.
    var words: [String] {
        get async {
            if let probe { return await probe.value }
            let probe = Task { [search] in await Self.probed(search) }
            self.probe = probe
            return await probe.value
        }
    }

    private static func probed(_ search: SearchPath) async -> [String] {
        guard let nothing = search.program(named: "true") else { return [] }
        // A user namespace of its own gives an ordinary user the right to make the other one.
        let alone = search.program(named: "unshare").map { [$0, "-U", "-r", "-n"] } ?? []
        // Last, because a new user namespace undoes it: prctl(2), PR_SET_PDEATHSIG.
        let mortal = search.program(named: "setpriv").map { [$0, "--pdeathsig", "KILL"] } ?? []
        for words in [alone + mortal, alone, mortal] where !words.isEmpty {
            let child = ChildProcess(
                program: words[0], arguments: words + [nothing], environment: [:],
                limits: .init(time: .seconds(5), output: 1 << 10, errors: 1 << 10))
            if await child.run().cause == .exited(0) { return words }
        }
        return []
    }
}
