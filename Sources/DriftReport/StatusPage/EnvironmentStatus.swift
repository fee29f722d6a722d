package import ObjectModel

/// What the controller knows of one environment at one moment. Times are RFC 3339 in UTC.
package struct EnvironmentStatus: Hashable, Sendable {
    package enum Mode: String, Hashable, Sendable { case report, revert, manual }

    /// Objects by their health, and the ones that somebody should look at.
    package struct Health: Hashable, Sendable {
        package struct Problem: Hashable, Sendable {
            package var object: ObjectKey
            /// Else it is waited for.
            package var isFailed: Bool
            package var message: String

            package init(object: ObjectKey, isFailed: Bool, message: String) {
                self.object = object
                self.isFailed = isFailed
                self.message = message
            }
        }

        package var done: Int
        package var waiting: Int
        package var failed: Int
        /// In key order; not necessarily all.
        package var problems: [Problem]

        package init(done: Int = 0, waiting: Int = 0, failed: Int = 0, problems: [Problem] = []) {
            self.done = done
            self.waiting = waiting
            self.failed = failed
            self.problems = problems
        }
    }

    /// A time in which nothing is reverted: now, or the next one.
    package struct Maintenance: Hashable, Sendable {
        package var start: String
        package var end: String

        package init(start: String, end: String) {
            self.start = start
            self.end = end
        }
    }

    /// What would be done, and waits for somebody to approve exactly this.
    package struct Plan: Hashable, Sendable {
        package var hash: String
        /// One line for each, in order: `apply Deployment.apps team-a/web`.
        package var steps: [String]
        /// Why something is not in the plan, a line each.
        package var refused: [String]

        package init(hash: String, steps: [String], refused: [String] = []) {
            self.hash = hash
            self.steps = steps
            self.refused = refused
        }
    }

    /// An object that somebody keeps changing back.
    package struct Fight: Hashable, Sendable {
        package var object: ObjectKey
        /// The manager that changes it.
        package var opponent: String
        package var since: String?

        package init(object: ObjectKey, opponent: String, since: String? = nil) {
            self.object = object
            self.opponent = opponent
            self.since = since
        }
    }

    /// The last thing that went wrong and has not gone right since.
    package struct Failure: Hashable, Sendable {
        /// `cannot fetch '…': … (hint: …)`.
        package var message: String
        package var time: String
        /// What comes next, as a clause: `the fetch is tried again`.
        package var next: String
        package var nextTime: String?

        package init(message: String, time: String, next: String, nextTime: String? = nil) {
            self.message = message
            self.time = time
            self.next = next
            self.nextTime = nextTime
        }
    }

    /// One line of the past.
    package struct Event: Hashable, Sendable {
        package enum Kind: String, Hashable, Sendable, CaseIterable {
            /// Drift that began and is still there.
            case drifted
            case reverted
            /// Gone without our doing.
            case resolved
            /// Git was changed to what the cluster has.
            case adopted
            case applied
            case recreated
            case pruned
            case failed
        }

        package var time: String
        package var kind: Kind
        package var object: ObjectKey
        /// Field managers that had a part in it.
        package var managers: [String]
        /// Paths, a revision or an error, in one line.
        package var detail: String
        /// Of drift that is over.
        package var lasted: Duration?

        package init(
            time: String, kind: Kind, object: ObjectKey, managers: [String] = [], detail: String = "",
            lasted: Duration? = nil
        ) {
            self.time = time
            self.kind = kind
            self.object = object
            self.managers = managers
            self.detail = detail
            self.lasted = lasted
        }
    }

    /// Known before anything is compared; the revision is the one that the report is of.
    package var subject: Report.Subject
    /// The directory in the repository.
    package var path: String
    package var mode: Mode
    package var isSuspended = false
    package var maintenance: Maintenance?
    /// The replica that acts on the environment; `nil` while none does.
    package var leader: String?
    /// Of the revision.
    package var committed: String?
    /// The last comparison, whose time is when the cluster was last known; `nil` before the first.
    package var report: Report?
    package var health = Health()
    package var plan: Plan?
    package var fights: [Fight] = []
    /// In the cluster, no longer in Git, and not pruned because they are protected; in key order.
    package var protectedOrphans: [ObjectKey] = []
    package var failure: Failure?
    /// The newest first.
    package var history: [Event] = []

    package init(subject: Report.Subject, path: String, mode: Mode) {
        self.subject = subject
        self.path = path
        self.mode = mode
    }
}
