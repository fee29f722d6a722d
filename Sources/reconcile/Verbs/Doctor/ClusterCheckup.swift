import Drift
import DriftReport
import Glibc
import KubeAPI
import ObjectModel
import Reconciler

/// One environment's cluster: how it is reached, what it is, what may be done there.
struct ClusterCheckup {
    private let environment: Environment
    private let modes: ModeRules
    private let manifests: LoadedManifests?
    private let options: ParsedOptions
    private let terminal: Terminal

    init(_ loaded: EnvironmentUnderCheck, _ options: ParsedOptions, _ terminal: Terminal) {
        environment = loaded.environment
        modes = loaded.modes
        manifests = loaded.manifests
        self.options = options
        self.terminal = terminal
    }

    func section() async -> Checkup.Section {
        let name = environment.name
        var section = Checkup.Section(
            name.isEmpty ? "Cluster" : "Environment \(name)", environment: name.isEmpty ? nil : name)
        do {
            let connection = try connection(&section)
            let client = try KubeClient(connection, options: settings)
            defer { client.shutdown() }
            try await look(at: client, &section)
        } catch {
            section.add(Self.step(after: section.checks.map(\.name)), failure: error)
        }
        return section
    }

    /// What was being done when the last check that there is was `names.last`.
    private static func step(after names: [String]) -> String {
        names.contains("server") ? "permissions" : names.contains("cluster") ? "server" : "cluster"
    }

    /// Impatient: somebody waits, and a server that is slow to answer is worth being told.
    private var settings: KubeClient.Options {
        var settings = KubeClient.Options()
        settings.userAgent = "reconcile/\(Reconcile.version)"
        settings.retry.attempts = 2
        settings.limits.stall = .seconds(10)
        return settings
    }

    // MARK: The way there

    private func connection(_ section: inout Checkup.Section) throws -> ClusterConnection {
        let chosen = try ClusterChoice(environment: environment, options: options).kubeConfigOptions()
        let surroundings = KubeConfigEnvironment(variables: terminal.variables)
        for path in KubeConfig.paths(chosen, environment: surroundings) {
            var status = stat()
            guard stat(path, &status) == 0 else { continue }
            var judgement = Judgement.secretFile(mode: status.st_mode)
            judgement.detail = "\(path): \(judgement.detail)"
            section.add("kubeconfig", judgement)
        }
        let connection = try KubeConfig.load(chosen, environment: surroundings)
        section.add("cluster", Self.judgement(of: connection))
        return connection
    }

    private static func judgement(of connection: ClusterConnection) -> Judgement {
        var words = "\(connection.name) at \(connection.server)"
        if !connection.impersonateUser.isEmpty { words += ", impersonating \(connection.impersonateUser)" }
        guard connection.server.hasPrefix("http://") else { return Judgement(.ok, words) }
        return Judgement(
            .warn, "\(words): without TLS no credentials are sent", hint: "let the kubeconfig name an https:// server")
    }

    private func look(at client: KubeClient, _ section: inout Checkup.Section) async throws {
        let credentials = try await client.connection.credentials.current()
        if let certificate = credentials.clientCertificate.flatMap({ CertificateDates(pem: $0.certificate) }) {
            section.add("client-certificate", Self.judgement(of: certificate, hint: "get a new one for this user"))
        }
        let before = wallClock()
        let server = try await client.inspect()
        section.add("server", Judgement.serverVersion(server.version.gitVersion))
        if let certificate = server.certificate {
            section.add(
                "server-certificate", Self.judgement(of: certificate, hint: "renew the API server's certificate"))
        }
        section.add("clock", Self.clock(server.date, before: before))
        await addIdentity(client, &section)
        try await addPermissions(client, &section)
    }

    private static func judgement(of certificate: CertificateDates, hint: String) -> Judgement {
        .certificate(from: certificate.notBefore, to: certificate.notAfter, now: wallClock(), hint: hint)
    }

    /// The server looked at its clock between our question and its answer, and tells whole seconds.
    private static func clock(_ server: Duration?, before: Duration) -> Judgement {
        guard let server else { return Judgement(.warn, "the server does not tell its time") }
        let after = wallClock()
        if server + .seconds(1) < before { return .clock(skew: server + .seconds(1) - before) }
        return .clock(skew: server > after ? server - after : .zero)
    }

    private func addIdentity(_ client: KubeClient, _ section: inout Checkup.Section) async {
        do {
            guard let user = try await client.identity() else {
                return section.add("identity", Judgement(.ok, "not told: the server has no SelfSubjectReview"))
            }
            let groups = user.groups.isEmpty ? "" : " (\(user.groups.joined(separator: ", ")))"
            let isAnonymous = user.name == "system:anonymous"
            section.add(
                "identity",
                Judgement(
                    isAnonymous ? .warn : .ok, user.name + groups,
                    hint: isAnonymous ? "check the credentials of the kubeconfig's user" : nil))
        } catch {
            section.add("identity", failure: error)
        }
    }

    // MARK: What may be done

    private func addPermissions(_ client: KubeClient, _ section: inout Checkup.Section) async throws {
        let kinds = Set((manifests?.manifests ?? []).map(\.kind))
        guard !kinds.isEmpty else { return }
        let found = try await client.resolve(kinds)
        let state = DesiredState(
            manifests?.manifests ?? [], defaultNamespace: environment.namespace ?? client.connection.namespace
        ) { kind in (try? found[kind]?.get()).map { $0.isNamespaced ? .namespaced : .cluster } }
        let declared = Set(state.objects.compactMap { KindScope.declared(by: $0.value)?.0 })
        for kind in kinds.sorted() where !declared.contains(kind.groupKind) {
            if case .failure(let error)? = found[kind] { section.add("kinds", failure: error) }
        }
        let needs = needs(state, found.compactMapValues { try? $0.get() }, home: controllerNamespace)
        let answers = try await PermissionCheck(reviewer: ClusterReviewer(client: client)).run(needs)
        let judgements = answers.compactMap { $0.judgement(isForController: options.isSet("controller")) }
        for judgement in judgements { section.add("permissions", judgement) }
        guard judgements.isEmpty else { return }
        section.add("permissions", Judgement(.ok, "all that is needed, for \(kinds.count) kinds"))
    }

    /// Where the controller has its Leases and custom resources: what the option names, else the Pod's own, else that of
    /// deploy/. The namespace of a kubeconfig's context is where a person works, not the controller.
    /// A cluster whose kubeconfig is in a Secret is another one than that.
    private var controllerNamespace: String? {
        if case .kubeconfigSecret = environment.cluster { return nil }
        let pod = KubeConfig.podNamespace(environment: KubeConfigEnvironment(variables: terminal.variables))
        return options["controller-namespace"] ?? pod ?? GrantedRole.ServiceAccount.deployed.namespace
    }

    private func needs(
        _ state: DesiredState, _ resources: [GroupVersionKind: APIResource], home: String?
    ) -> [PermissionNeed] {
        let objects = Dictionary(grouping: state.objects, by: \.kind)
        let rights = ObjectRights(environment, modes: modes)
        let ofKinds = resources.sorted { $0.key < $1.key }.flatMap { kind, resource in
            PermissionNeed.of(
                group: resource.groupVersion.group, resource: resource.name, objects[kind] ?? [], rights)
        }
        let namespaces = Set(state.objects.map(\.key.namespace).filter { !$0.isEmpty })
        return ofKinds + PermissionNeed.ofController(in: home, objectsIn: namespaces.isEmpty ? ["default"] : namespaces)
    }
}

/// The API server as the answerer of the permission check.
private struct ClusterReviewer: AccessReviewer {
    let client: KubeClient

    func isAllowed(_ request: AccessRequest) async throws -> Bool {
        try await client.isAllowed(
            AccessQuestion(
                request.verb, group: request.group, resource: request.resource, subresource: request.subresource,
                namespace: request.namespace))
    }
}
