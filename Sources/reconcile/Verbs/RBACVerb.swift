import Drift
import ObjectModel
import Reconciler
import YAMLBridge

/// `reconcile rbac`
enum RBACVerb: Verb {
    static let name = "rbac"
    static let summary = "Prints the roles that a controller of an environment needs; needs no cluster."
    static let discussion = """
        A role and its binding for the kinds that the environment declares, and no more: read-only where the mode is report,
        with create and patch where it writes, with delete where it prunes or recreates. Lines with # say what a role
        cannot. Apply them as someone who has these rights: kubectl apply --server-side -f -
        """

    static let options =
        SourceOptions.specs + [
            OptionSpec(
                "scope", value: "WHERE",
                "cluster, namespaces (a Role in each), or auto (default): namespaces where they are few and exist"),
            OptionSpec(
                "service-account", value: "NS/NAME", "Who gets the roles (default: reconcile-system/reconcile)"),
            OptionSpec("allow-escalation", "Let it write the roles in Git though they give more than it has itself"),
        ]

    static func run(_ options: ParsedOptions, _ terminal: Terminal) async throws -> Int32 {
        var wanted = EnvironmentPermissions.Options()
        wanted.spread = try options.choice("scope", default: RoleSpread.auto, verb: name)
        wanted.allowsEscalation = options.isSet("allow-escalation")
        if let account = options["service-account"] { wanted.holder = try serviceAccount(account) }
        let source = try await OpenedSource.open(options["repo"] ?? ".", ref: options["ref"], terminal: terminal)
        let (environments, configuration) = try await SourceOptions.selection(options, source: source)
        var texts: [String] = []
        var exitCode: Int32 = 0
        for environment in environments {
            let loaded = try await LoadedEnvironment.load(
                environment, of: configuration, from: source, options, terminal)
            for finding in loaded.errors { terminal.tell(finding.message) }
            if !loaded.errors.isEmpty { exitCode = 2 }
            let permissions = EnvironmentPermissions(
                environment, modes: configuration.modeRules(of: environment), objects: loaded.state.objects,
                options: wanted)
            texts.append(text(of: permissions, for: environment))
        }
        terminal.answer(texts.joined(separator: "---\n"))
        return exitCode
    }

    private static func text(of permissions: EnvironmentPermissions, for environment: Environment) -> String {
        var text = "# Rights for the environment \(environment.name), mode \(environment.mode.rawValue).\n"
        for note in permissions.notes { text += "# \(note).\n" }
        text += String(decoding: YAMLWriter.write(permissions.roles.flatMap(\.manifests)), as: UTF8.self)
        if let own = permissions.ownRole {
            text += "---\n# For the controller's own cluster; all above is for the cluster of the environment.\n"
            text += String(decoding: YAMLWriter.write(own.manifests), as: UTF8.self)
        }
        return text
    }

    private static func serviceAccount(_ text: String) throws(UsageError) -> GrantedRole.ServiceAccount {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else {
            throw UsageError("--service-account is '\(text)'", verb: name, hint: "write NAMESPACE/NAME")
        }
        return GrantedRole.ServiceAccount(namespace: parts[0], name: parts[1])
    }
}
