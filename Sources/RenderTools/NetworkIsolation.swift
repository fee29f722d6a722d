import ProcessRunner

/// Starts programs in a network namespace of their own, where not even the loopback interface is up.
///
/// That takes `unshare` of util-linux and a kernel that lets this user make namespaces; many containers do not. It is
/// tried once, and where it does not work programs are started as they are.
actor NetworkIsolation {
    private let path: String?
    private var probe: Task<[String], Never>?

    init(_ path: String?) { self.path = path }

    /// What goes before a program and its arguments; empty where the kernel forbids it.
    var words: [String] {
        get async {
            if let probe { return await probe.value }
            let probe = Task { [path] in await Self.probed(path) }
            self.probe = probe
            return await probe.value
        }
    }

    private static func probed(_ path: String?) async -> [String] {
        let search = SearchPath(path)
        guard let unshare = search.program(named: "unshare"), let nothing = search.program(named: "true") else {
            return []
        }
        // A user namespace of its own gives an ordinary user the right to make the other one.
        let words = [unshare, "-U", "-r", "-n"]
        let end = await ChildProcess(
            program: unshare, arguments: words + [nothing], environment: [:],
            limits: .init(time: .seconds(5), output: 1 << 10, errors: 1 << 10)
        ).run()
        return end.cause == .exited(0) ? words : []
    }
}
