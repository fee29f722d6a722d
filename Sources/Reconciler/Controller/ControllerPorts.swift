package import Drift
package import ObjectModel

/// Where an environment's objects come from: the port behind which a Git repository stands.
package protocol RevisionSource: Sendable {
    /// The repository, without credentials.
    var name: String { get }
    /// The commit that the environment's ref names now.
    func fetch() async throws -> FetchedCommit
    /// Every object of the environment at `commit`. What was parsed before is not parsed again.
    func manifests(at commit: FetchedCommit) async throws -> LoadedManifests
}

package struct FetchedCommit: Hashable, Sendable {
    /// 40 hex digits.
    package var id: String
    package var ref: String?
    /// A branch was set back: what it named before is no ancestor.
    package var isForced: Bool

    package init(id: String, ref: String?, isForced: Bool = false) {
        self.id = id
        self.ref = ref
        self.isForced = isForced
    }
}

/// Where people look for the state of an environment: the port behind which the custom resources stand.
package protocol StatusPublisher: Sendable {
    func publish(_ snapshot: EnvironmentSnapshot) async throws
}

/// What people ask for by the published object, and what of it has to outlive the process.
package struct PublishedState: Hashable, Sendable {
    package var isSuspended: Bool
    package var approvedPlan: String?
    package var appliedKinds: [GroupVersionKind]

    package init(isSuspended: Bool = false, approvedPlan: String? = nil, appliedKinds: [GroupVersionKind] = []) {
        self.isSuspended = isSuspended
        self.approvedPlan = approvedPlan
        self.appliedKinds = appliedKinds
    }
}

/// Is told of everything that happens in an environment: logs, history, Events. Returns at once, and cannot fail.
package protocol ControllerObserver: Sendable {
    func observe(_ event: ControllerEvent, in environment: String)
}

package enum ControllerEvent: Sendable {
    case fetched(FetchedCommit, isNew: Bool)
    case fetchFailed(String, retryIn: Duration)
    case loaded(commit: String, objects: Int, changed: Int, duration: Duration, findings: [Finding])
    case loadFailed(commit: String, String, retryIn: Duration)
    case episode(EnvironmentState.Change, health: Health?)
    case planned(Plan, hash: String)
    case step(StepResult, revision: String, planHash: String, at: Int64)
    case fight(ObjectKey, apiVersion: String, detail: String)
    case watchEnded(GroupVersionKind, reason: String)
    case feedFailed(GroupVersionKind, FeedFailure, retryIn: Duration)
    case verified(FullComparison)
    case mismatch(ObjectKey, detail: String)
    case held(Refusal?)
    case publishFailed(String, retryIn: Duration)
    case working(String)
}

/// What a full comparison has found.
package struct FullComparison: Hashable, Sendable {
    package var objects: Int
    package var mismatches: Int
    package var duration: Duration
    /// Why it is not whole, a sentence each.
    package var failures: [String]
}
