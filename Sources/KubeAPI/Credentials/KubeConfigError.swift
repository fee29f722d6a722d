import ObjectModel

/// Why there is no connection or no credentials: what was read, in which file, and what to do next.
///
/// Names from a kubeconfig may be hostile; what goes to a terminal is escaped here. No field ever holds a secret.
package struct KubeConfigError: Error, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable, Hashable {
        case noConfiguration, notInCluster
        case fileMissing, fileUnreadable, tooLarge
        case malformed, wrongType, duplicate
        case noContext, noCluster, noUser
        case invalidValue, conflictingValues, unsupported, insecure
        case pluginMissing, pluginFailed, pluginTimedOut, pluginAnswer
    }

    package enum Step: String, Sendable, Hashable {
        case find = "find a cluster for"
        case readFile = "read kubeconfig"
        case useContext = "use context"
        case useCluster = "use cluster"
        case useUser = "use user"
        case readServiceAccount = "read service account"
        case runPlugin = "run credential plugin"
    }

    package let code: Code
    package let step: Step
    /// The file with line and column, or the name of the context, cluster, user or plugin.
    package let subject: String
    package let detail: String
    /// One imperative clause.
    package let hint: String
    /// The same call may succeed later without a change of the configuration.
    package let retry: Bool
    /// Independent errors of the same reading, in file order; they have no further ones themselves.
    package private(set) var others: [KubeConfigError] = []

    package init(_ code: Code, _ step: Step, _ subject: String, _ detail: String, hint: String, retry: Bool = false) {
        self.code = code
        self.step = step
        self.subject = subject.printable(limit: 400)
        self.detail = detail.printable(limit: 2000)
        self.hint = hint.printable(limit: 1000)
        self.retry = retry
    }

    /// The first of `problems` with the others attached; `nil` for none.
    init?(collecting problems: [KubeConfigError]) {
        guard let first = problems.first else { return nil }
        self = first
        others = problems.flatMap { [$0] + $0.others }
        others.removeFirst()
        for index in others.indices { others[index].others = [] }
    }

    /// One line for each error.
    package var description: String {
        ([line] + others.map(\.line)).joined(separator: "\n")
    }

    private var line: String { "cannot \(step.rawValue) '\(subject)': \(detail) (hint: \(hint))" }
}
