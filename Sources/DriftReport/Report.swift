package import Drift
package import ObjectModel

/// Everything that one comparison of one environment found; what renderers turn into text. They compute nothing.
package struct Report: Hashable, Sendable {
    /// What was compared with what.
    package struct Subject: Hashable, Sendable {
        /// `staging`; the path for `--path`.
        package var environment: String
        /// A URL without credentials, or a directory.
        package var repository: String
        /// The commit, 40 hex digits; `nil` for a directory outside Git.
        package var revision: String?
        /// The branch or tag that named the commit, where one did.
        package var ref: String?
        /// Whether the files hold changes that are not committed.
        package var hasUncommittedChanges: Bool
        /// The context and server, or the export's file.
        package var cluster: String
        /// Where the environment is declared, for what has no place of its own; `nil` for `--path`.
        package var location: SourceLocation?

        package init(
            environment: String, repository: String, revision: String? = nil, ref: String? = nil,
            hasUncommittedChanges: Bool = false, cluster: String, location: SourceLocation? = nil
        ) {
            self.environment = environment
            self.repository = repository
            self.revision = revision
            self.ref = ref
            self.hasUncommittedChanges = hasUncommittedChanges
            self.cluster = cluster
            self.location = location
        }
    }

    package var subject: Subject
    /// RFC 3339 in UTC: when live was read.
    package var checkedAt: String
    package var duration: Duration
    /// Every object but those that `unlisted` counts, in key order.
    package var objects: [ObjectDrift]
    /// Objects that were compared and are only counted: a controller keeps nothing of what is in sync.
    package var unlisted: [Verdict: Int]
    /// RFC 3339 in UTC, for objects that were seen to get their verdict; a single comparison has seen none.
    package var since: [ObjectKey: String]
    /// By location, then rule.
    package var findings: [Finding]
    /// Why the answer is not whole, a sentence each: kinds that could not be listed, files that could not be read.
    package var gaps: [String]

    package init(
        subject: Subject, checkedAt: String, duration: Duration, objects: [ObjectDrift],
        unlisted: [Verdict: Int] = [:], since: [ObjectKey: String] = [:], findings: [Finding] = [], gaps: [String] = []
    ) {
        self.subject = subject
        self.checkedAt = checkedAt
        self.duration = duration
        self.objects = objects
        self.unlisted = unlisted
        self.since = since
        self.findings = findings
        self.gaps = gaps
    }

    /// Objects for each verdict, listed or not; every verdict has an entry.
    package var counts: [Verdict: Int] {
        objects.reduce(into: Dictionary(uniqueKeysWithValues: Verdict.allCases.map { ($0, unlisted[$0] ?? 0) })) {
            $0[$1.verdict, default: 0] += 1
        }
    }

    /// Whether everything could be read and decided.
    var isComplete: Bool { gaps.isEmpty && objects.allSatisfy { $0.verdict != .unknown } }

    /// Whether everything was decided and nothing differs.
    var isClean: Bool { gaps.isEmpty && objects.allSatisfy { $0.verdict == .inSync } }
}
