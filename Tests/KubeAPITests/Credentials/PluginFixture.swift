@testable import KubeAPI

/// A plugin written as a shell script, and the kubeconfig that names it, in a directory on disk.
struct PluginFixture {
    let directory: ScratchDirectory
    var apiVersion = "client.authentication.k8s.io/v1"
    /// Further members of `exec`, in flow style; each begins with a comma.
    var members = ""
    var cluster = "server: \"https://h\""
    /// Further members of the user, in flow style; each begins with a comma.
    var user = ""
    var variables = ["PATH": "/usr/bin:/bin"]
    var now: @Sendable () -> Duration = { .seconds(1_000_000) }
    var timeLimit = Duration.seconds(30)

    init() throws { directory = try ScratchDirectory() }

    /// The source of credentials; `script` is what `./bin/plugin` does, unless `command` names another program.
    func source(_ script: String, command: String = "./bin/plugin") throws -> any CredentialSource {
        try connection(script, command: command).credentials
    }

    func connection(_ script: String, command: String = "./bin/plugin") throws -> ClusterConnection {
        try directory.write("bin/plugin", "#!/bin/sh\n\(script)\n", mode: 0o700)
        let config = try directory.write(
            "config",
            """
            current-context: c
            clusters: [{name: k, cluster: {\(cluster)}}]
            users:
            - name: u
              user: {exec: {command: \(command), apiVersion: \(apiVersion), interactiveMode: Never\(members)}\(user)}
            contexts: [{name: c, context: {cluster: k, user: u}}]
            """)
        var options = KubeConfigOptions(source: .file(config))
        options.pluginTimeLimit = timeLimit
        return try KubeConfig.load(options, environment: KubeConfigEnvironment(variables: variables, now: now))
    }

    /// A line of shell that answers with `status`, the members in JSON.
    func answer(_ status: String) -> String {
        #"printf '%s\n' '{"apiVersion":"\#(apiVersion)","kind":"ExecCredential","status":{\#(status)}}'"#
    }
}

/// The error of `body`; `nil` where there was none, or another.
func pluginError(_ body: () async throws -> Credentials) async -> KubeConfigError? {
    do {
        _ = try await body()
        return nil
    } catch {
        return error as? KubeConfigError
    }
}

/// Whether `condition` came true within five seconds.
func becomesTrue(_ condition: () -> Bool) async throws -> Bool {
    for _ in 0..<1000 {
        if condition() { return true }
        try await Task.sleep(for: .milliseconds(5))
    }
    return condition()
}
