import History
import Reconciler

/// What the command line of `reconcile run` says.
struct ControllerSettings: Sendable {
    var repository: String
    var ref: String?
    /// Environments to keep; all of them where none is named.
    var environments: [String]
    var context: String?
    var kubeconfig: String?
    var namespace: String?
    var identity: String
    var leaseSeconds: Int64
    var pollInterval: Duration
    var fullComparisonInterval: Duration
    var publishes: Bool
    /// Whatever the modes say.
    var onlyReports: Bool
    var logLevel: LogLevel
    var width: Int
    var surface: ControllerSurface.Settings
    /// `nil` to keep no history.
    var history: HistoryAddress?
    var historyRetention: Duration

    static let specs = [
        OptionSpec("repository", value: "URL|DIR", "The configuration repository (default: the current directory)"),
        OptionSpec("ref", value: "REF", "The branch or tag that holds reconcile.yaml (default: its HEAD)"),
        OptionSpec(
            "env", short: "e", value: "NAME", isRepeatable: true, "An environment of reconcile.yaml (default: all)"),
        OptionSpec("context", value: "NAME", "The kubeconfig context of the controller's own cluster"),
        OptionSpec("kubeconfig", value: "FILE", "The kubeconfig file"),
        OptionSpec("namespace", short: "n", value: "NAME", "Of Leases and custom resources (default: the Pod's)"),
        OptionSpec("identity", value: "NAME", "This replica's name in Leases (default: host name and chance)"),
        OptionSpec("lease-duration", value: "TIME", "After which a silent replica is replaced (default: 15s)"),
        OptionSpec("poll", value: "TIME", "Between two looks at Git (default: 60s)"),
        OptionSpec("full-comparison", value: "TIME", "Between two comparisons of everything (default: 10m)"),
        OptionSpec("publish", value: "WHAT", "crds (default), or none: write no custom resources and no Events"),
        OptionSpec("report-only", "Write to no object, whatever the modes in reconcile.yaml say"),
        OptionSpec("listen", value: "ADDRESS:PORT", "For pages, metrics and webhooks (default: 127.0.0.1:8080)"),
        OptionSpec("tls-cert", value: "FILE", "Serve TLS with this certificate (PEM); read again when it changes"),
        OptionSpec("tls-key", value: "FILE", "Its key"),
        OptionSpec("github-webhook-secret-file", value: "FILE", "Believe GitHub's webhooks signed with this secret"),
        OptionSpec("gitlab-webhook-token-file", value: "FILE", "Believe GitLab's webhooks that bring this token"),
        OptionSpec("history", value: "URL|FILE", "Where the past is kept (default: as 'reconcile history'), or none"),
        OptionSpec("history-retention", value: "TIME", "How long it is kept (default: 2160h, 90 days)"),
        OptionSpec("log-level", value: "LEVEL", "debug, info (default), warning or error"),
        OptionSpec("concurrency", value: "N", "Writes under way at once, for each environment (default: 16)"),
    ]

    init(_ options: ParsedOptions, variables: [String: String], verb: String) throws {
        repository = options["repository"] ?? "."
        ref = options["ref"]
        environments = options.all("env")
        context = options["context"]
        kubeconfig = options["kubeconfig"]
        namespace = options["namespace"]
        identity = options["identity"] ?? "\(HostName.current)-\(UniqueID.make().suffix(8))"
        leaseSeconds = try options.duration("lease-duration", default: .seconds(15), verb: verb).components.seconds
        pollInterval = try options.duration("poll", default: .seconds(60), verb: verb)
        fullComparisonInterval = try options.duration("full-comparison", default: .seconds(600), verb: verb)
        publishes = try options.choice("publish", default: Publication.crds, verb: verb) == .crds
        onlyReports = options.isSet("report-only")
        logLevel = try options.choice("log-level", default: LogLevel.info, verb: verb)
        history =
            options["history"] == "none" ? nil : try HistoryPlace.address(options["history"], variables)
        historyRetention = try options.duration("history-retention", default: .seconds(90 * 86_400), verb: verb)
        surface = try SurfaceOptions.settings(options, verb: verb)
        width = try options.integer("concurrency", in: 1...256, default: 16, verb: verb)
        guard leaseSeconds >= 3 else {
            throw UsageError("--lease-duration is less than 3 seconds", verb: verb, hint: "give 15s")
        }
    }

    private enum Publication: String, CaseIterable { case crds, none }
}
