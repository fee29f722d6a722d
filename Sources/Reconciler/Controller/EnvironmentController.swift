import Drift
package import ObjectModel
import Synchronization

/// Keeps one environment: follows Git and the cluster, compares every change at once, and acts where Git says so.
///
/// Decisions are `EnvironmentState`'s; this holds it, and runs the tasks that tell it what happens.
package final class EnvironmentController: Sendable {
    package struct Options: Sendable {
        package var pollInterval: Duration = .seconds(60)
        package var fullComparisonInterval: Duration = .seconds(600)
        /// Between two states that are published, so that a storm of edits is no storm of writes.
        package var publishInterval: Duration = .milliseconds(250)
        package var width = 16
        package var pacing: Pacing
        /// Throws `WriteError` where this process may not write any more.
        package var fence: @Sendable () throws -> Void = {}
        /// SHA-256 of a plan's text, in hex.
        package var digest: @Sendable (String) -> String
        package var makeID: @Sendable () -> String
        /// Called after work that has left much memory free.
        package var releaseMemory: @Sendable () -> Void = {}

        package init(
            pacing: Pacing, digest: @escaping @Sendable (String) -> String, makeID: @escaping @Sendable () -> String
        ) {
            self.pacing = pacing
            self.digest = digest
            self.makeID = makeID
        }
    }

    package let environment: Environment
    let configuration: Configuration
    let source: any RevisionSource
    let cluster: any WatchableCluster
    let publisher: (any StatusPublisher)?
    let observer: any ControllerObserver
    let options: Options
    let shared: Mutex<Shared>

    let gitSignal = Signal()
    let workSignal = Signal()
    let publishSignal = Signal()
    let feedSignal = Signal()
    /// Raised when a commit was taken over, which may have other kinds than the one before.
    let definitionSignal = Signal()
    /// Raised when steps that were under way are over, or a publication was.
    let restSignal = Signal()

    /// What one feed has come to.
    struct FeedRecord: Sendable {
        /// When the feed last heard of the server; `nil` before its first whole list.
        var contact: Duration?
        var hasReported = false
        /// The list was refused: objects are read one by one.
        var isPolled = false
        /// Of the list under way: what it has shown.
        var listed: Set<ObjectKey> = []
        /// Declared objects that do not carry our label.
        var strays: Set<ObjectKey> = []
        /// Whether a declared object was ever seen to be there.
        var hasPresent = false
    }

    /// What the tasks share.
    struct Shared {
        var state: EnvironmentState
        /// Without the objects, which `state` keeps packed.
        var basis: ComparisonBasis?
        /// Where Git has objects of each kind.
        var namespaces: [GroupVersionKind: Set<String>] = [:]
        var commit: FetchedCommit?
        var mustRebase = false
        /// A commit that could not be loaded, and until when it is left alone.
        var failedLoad: (commit: String, until: Duration)?
        /// What an earlier run left open, until the objects are known.
        var resumed: [Episode] = []
        private(set) var feeds: [KindFeed.ID: FeedRecord] = [:]
        private var feedsOfKind: [GroupKind: [KindFeed.ID]] = [:]
        /// Kinds whose cluster-wide list was refused: they are listed by namespace.
        var narrowed: Set<GroupVersionKind> = []
        /// Nothing new is begun any more.
        var isEnding = false
        var isCarryingOut = false
        var isPublishing = false
        var plan: Plan?
        var planHash = ""
        /// Objects that are left alone for a fight, told once.
        var fighting: Set<ObjectKey> = []
        var problems: [EnvironmentSnapshot.Problem.Step: EnvironmentSnapshot.Problem] = [:]
        var statistics = ControllerStatistics()

        init(state: EnvironmentState) { self.state = state }

        /// Goes on with what an earlier run left open; answers what of it is over.
        mutating func resume() -> [EnvironmentState.Change] {
            guard !resumed.isEmpty else { return [] }
            let (changes, left) = state.resume(resumed)
            resumed = left
            return changes
        }

        mutating func replaceFeeds(_ wanted: [KindFeed.ID: FeedRecord]) {
            feeds = wanted
            feedsOfKind = Dictionary(grouping: wanted.keys, by: \.kind.groupKind)
        }

        mutating func update(_ id: KindFeed.ID, _ change: (inout FeedRecord) -> Void) {
            guard let place = feeds.index(forKey: id) else { return }
            change(&feeds.values[place])
        }

        /// Tells the feeds of a declared object what was seen of it.
        mutating func noteSeen(_ key: ObjectKey, isPresent: Bool, isLabelled: Bool) {
            for id in feedsOfKind[key.groupKind] ?? [] where id.covers(key) {
                update(id) { record in
                    if isPresent { record.hasPresent = true }
                    if isLabelled { record.strays.remove(key) } else { record.strays.insert(key) }
                }
            }
        }
    }

    package init(
        environment: Environment, configuration: Configuration, source: any RevisionSource,
        cluster: any WatchableCluster, publisher: (any StatusPublisher)?, observer: any ControllerObserver,
        options: Options
    ) {
        self.environment = environment
        self.configuration = configuration
        self.source = source
        self.cluster = cluster
        self.publisher = publisher
        self.observer = observer
        self.options = options
        shared = Mutex(
            Shared(
                state: EnvironmentState(
                    environment: environment, modes: configuration.modeRules(of: environment), makeID: options.makeID)))
    }

    var pacing: Pacing { options.pacing }

    /// Keeps the environment until the task is cancelled.
    package func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.followGit() }
            group.addTask { await self.runFeeds() }
            group.addTask { await self.followDefinitions() }
            group.addTask { await self.work() }
            group.addTask { await self.publish() }
            group.addTask { await self.compareFully() }
            group.addTask { await self.diagnose() }
        }
    }

    /// Goes on with episodes of drift that an earlier run, or another replica, left open.
    package func resume(_ episodes: [Episode]) {
        tell(
            shared.withLock { shared in
                shared.resumed += episodes
                return shared.basis == nil ? [] : shared.resume()
            })
    }

    /// Knows of the kinds that an earlier run applied objects of, so that what Git no longer has of them is found.
    package func remember(appliedKinds: [GroupVersionKind]) {
        shared.withLock { $0.state.rememberAppliedKinds(appliedKinds) }
    }

    /// Begins nothing new, and returns when what is under way is finished and the last state is published.
    ///
    /// `run` goes on until it is cancelled. A publisher that cannot be reached is not tried again.
    package func drain() async {
        shared.withLock { $0.isEnding = true }
        // A publication of an older state, which would otherwise be the last to arrive, is waited for as well.
        while shared.withLock({ $0.isCarryingOut || $0.isPublishing }), !Task.isCancelled {
            try? await restSignal.wait()
        }
        do {
            try await publisher?.publish(snapshot())
        } catch {
            tell(.publishFailed("\(error)", retryIn: .zero))
        }
    }

    /// Looks at Git now, as a push has told.
    package func poke() { gitSignal.raise() }

    /// Takes what people ask for: a suspension, an approval.
    package func take(_ published: PublishedState, windowDetail: String?) {
        let hold: Refusal? =
            if environment.isSuspended {
                Refusal(.suspended, "suspend is set for the environment")
            } else if published.isSuspended {
                Refusal(.suspended, "spec.suspend is set on the Environment")
            } else if let windowDetail {
                Refusal(.maintenance, windowDetail)
            } else {
                nil
            }
        let isNew = shared.withLock { shared in
            let isNew = shared.state.hold != hold || shared.state.approvedPlan != published.approvedPlan
            shared.state.hold = hold
            shared.state.approvedPlan = published.approvedPlan
            return isNew
        }
        guard isNew else { return }
        tell(.held(hold))
        workSignal.raise()
        publishSignal.raise()
    }

    func tell(_ event: ControllerEvent) { observer.observe(event, in: environment.name) }

    func tell(_ changes: [EnvironmentState.Change], health: Health? = nil) {
        for change in changes { tell(.episode(change, health: health)) }
    }

    /// Remembers what went wrong until the step goes well again.
    func note(_ step: EnvironmentSnapshot.Problem.Step, _ message: String?, retryIn wait: Duration = .zero) {
        let problem = message.map {
            EnvironmentSnapshot.Problem(
                step: step, message: $0, retryAt: pacing.wall() + max(1, wait.components.seconds))
        }
        let isNew = shared.withLock { shared in
            let isNew = shared.problems[step]?.message != message
            shared.problems[step] = problem
            return isNew
        }
        if isNew { publishSignal.raise() }
    }
}
