import JSONText
import ObjectModel

/// A credential plugin and how it is called: the `exec` of a user once it is checked (client-go
/// `plugin/pkg/client/auth/exec`; KEP-541).
struct PluginCall: Sendable, Masked {
    /// The user's name in the kubeconfig.
    let user: String
    /// As the kubeconfig has it, or absolute where it has a slash.
    let command: String
    let arguments: [String]
    /// The process's variables with the plugin's own over them, and `KUBERNETES_EXEC_INFO`.
    let environment: [String: String]
    /// Values of the plugin's own variables, never to be repeated.
    let secrets: [String]
    let apiVersion: String
    let installHint: String
    let timeLimit: Duration

    init(
        _ plugin: KubeConfigFile.Plugin, of entry: KubeConfigFile.User, name: String, _ cluster: ResolvedCluster,
        _ options: KubeConfigOptions, _ environment: KubeConfigEnvironment
    ) throws(KubeConfigError) {
        let problems = Self.problems(with: plugin, of: entry, name: name)
        if let error = KubeConfigError(collecting: problems) { throw error }
        user = name
        let directory = entry.origin.directory ?? "/"
        command = plugin.command.contains("/") ? FilePath.resolve(plugin.command, in: directory) : plugin.command
        arguments = plugin.arguments
        apiVersion = plugin.apiVersion
        installHint = plugin.installHint
        timeLimit = options.pluginTimeLimit
        secrets = plugin.environment.map(\.value)
        var variables = environment.variables
        for variable in plugin.environment { variables[variable.name] = variable.value }
        variables["KUBERNETES_EXEC_INFO"] = Self.info(plugin, cluster)
        self.environment = variables
    }

    /// Where the program is: the command itself if it has a slash, else the first in `PATH`.
    ///
    /// A directory of `PATH` that is not absolute is passed over, as Go's `exec.LookPath` does: a program in the
    /// directory that one happens to be in must not be handed credentials.
    func program(_ files: FileAccess) -> String? {
        if command.contains("/") { return files.stamp(command) == nil ? nil : command }
        return (environment["PATH"] ?? "").split(separator: ":").lazy
            .filter { $0.hasPrefix("/") }.map { "\($0)/\(command)" }.first(where: files.isExecutable)
    }

    private static let versions = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"]

    private static func problems(
        with plugin: KubeConfigFile.Plugin, of user: KubeConfigFile.User, name: String
    ) -> [KubeConfigError] {
        var problems: [KubeConfigError] = []
        func add(_ code: KubeConfigError.Code, _ field: String, _ detail: String, hint: String) {
            let place = user.origin.place("exec", field)
            problems.append(KubeConfigError(code, .useUser, name, "\(detail) (\(place))", hint: hint))
        }
        if user.origin.directory == nil {
            add(
                .unsupported, "command", "a kubeconfig that is no file may not name a program to run",
                hint: "give it a token or a client certificate")
        }
        if plugin.command.isEmpty {
            add(.invalidValue, "command", "its exec plugin has no command", hint: "set exec.command")
        }
        if !versions.contains(plugin.apiVersion) {
            let found = plugin.apiVersion.isEmpty ? "none" : "'\(plugin.apiVersion)'"
            add(
                .unsupported, "apiVersion", "its exec plugin's apiVersion is \(found)",
                hint: "set exec.apiVersion to \(versions[0]) or \(versions[1]), whichever the plugin speaks")
        }
        switch plugin.interactiveMode {
        case "Never", "IfAvailable": break
        case "" where plugin.apiVersion != versions[0]: break
        case "":
            add(
                .invalidValue, "interactiveMode", "its exec plugin has no interactiveMode, which \(versions[0]) needs",
                hint: "set exec.interactiveMode to IfAvailable")
        case "Always":
            add(
                .unsupported, "interactiveMode", "its exec plugin wants to ask on a terminal, which is never given",
                hint: "set exec.interactiveMode to IfAvailable, or log in beforehand")
        default:
            add(
                .invalidValue, "interactiveMode", "its exec plugin's interactiveMode is '\(plugin.interactiveMode)'",
                hint: "set exec.interactiveMode to Never or IfAvailable")
        }
        for variable in plugin.environment where !isVariableName(variable.name) {
            add(
                .invalidValue, "env", "a variable of its exec plugin has no name that a process can have",
                hint: "give every element of exec.env a name without '='")
        }
        let texts = [plugin.command] + plugin.arguments + plugin.environment.map(\.value)
        if texts.contains(where: { $0.utf8.contains(0) }) {
            add(
                .invalidValue, "command", "its exec plugin's command, args or env have a NUL character",
                hint: "remove it")
        }
        return problems
    }

    private static func isVariableName(_ name: String) -> Bool {
        !name.isEmpty && !name.utf8.contains(UInt8(ascii: "=")) && !name.utf8.contains(0)
    }

    /// The `ExecCredential` that the plugin gets; it is never offered a terminal.
    private static func info(_ plugin: KubeConfigFile.Plugin, _ cluster: ResolvedCluster) -> String {
        var spec = JSONObject()
        if plugin.wantsClusterInfo { spec["cluster"] = .object(description(of: cluster)) }
        spec["interactive"] = false
        let info: JSONValue = [
            "kind": "ExecCredential", "apiVersion": .string(plugin.apiVersion), "spec": .object(spec),
        ]
        return String(decoding: JSONText.write(info), as: UTF8.self)
    }

    private static func description(of cluster: ResolvedCluster) -> JSONObject {
        var result = JSONObject()
        result["server"] = .string(cluster.server)
        result["tls-server-name"] = cluster.tlsServerName.map(JSONValue.string)
        result["certificate-authority-data"] = cluster.certificateAuthority.map { .string(Base64.encode($0.pem)) }
        result["proxy-url"] = cluster.proxyURL.map(JSONValue.string)
        result["config"] = cluster.pluginConfiguration
        return result
    }
}
