import Drift
import ObjectModel

extension Verdict {
    /// As a person reads it: `in sync`.
    var label: DisplayText {
        switch self {
        case .inSync: "in sync"
        case .drifted: "drifted"
        case .foreign: "foreign"
        case .missing: "missing"
        case .extra: "extra"
        case .conflict: "conflict"
        case .terminating: "terminating"
        case .unknown: "unknown"
        }
    }

    /// What is the matter, for an object of which nothing else is said.
    var meaning: DisplayText {
        switch self {
        case .inSync: "as Git says"
        case .drifted: "differs from Git"
        case .foreign: "has fields that Git does not set"
        case .missing: "in Git, not in the cluster"
        case .extra: "in the cluster, no longer in Git"
        case .conflict: "another manager claims fields that Git sets"
        case .terminating: "being deleted"
        case .unknown: "could not be decided"
        }
    }

    /// Verdicts other than in sync, the one that a person should see first in front.
    static let byWeight: [Verdict] = [.conflict, .drifted, .unknown, .missing, .extra, .foreign, .terminating]
}

extension FieldChange.Cause {
    /// What the two values do not say by themselves.
    var remark: DisplayText? {
        switch self {
        case .changed: nil
        case .removed: "Git no longer sets it, the cluster still has it"
        case .foreign: "Git does not set it"
        case .unknownField: "the schema does not know it, so the server drops it"
        case .immutable: "cannot be changed in place: the object has to be recreated"
        }
    }
}

extension FieldOwner {
    /// `kubectl-edit (Update)`, `kubectl (Update of scale)`.
    var name: DisplayText {
        let manager: DisplayText = self.manager.isEmpty ? "an unnamed manager" : DisplayText(self.manager, limit: 128)
        let through: DisplayText = subresource.isEmpty ? "" : " of \(subresource)"
        return "\(manager) (\(operation.rawValue)\(through))"
    }

    /// `2026-03-01T12:00:00Z, 14 min ago`; the age as of `checkedAt`.
    func moment(_ checkedAt: String) -> DisplayText? {
        guard let time else { return nil }
        guard let age = Timestamp(checkedAt).flatMap({ Timestamp(time)?.age(at: $0) }) else {
            return DisplayText(time, limit: 40)
        }
        return "\(DisplayText(time, limit: 40)), \(age) ago"
    }
}

extension FieldChange {
    /// The path up to a length that a line can hold.
    var shownPath: DisplayText { DisplayText(path.description, limit: 400) }

    /// What the two values do not say, in words of this program: clauses without full stops.
    var remarks: [DisplayText] { [cause.remark, differsMasked ? "value differs" : nil].compactMap(\.self) }

    /// The hint up to a length that a line can hold.
    var shownHint: DisplayText? { hint.map { DisplayText($0, limit: 1_000) } }
}

extension ObjectDrift {
    /// The sentence under the object's name; `nil` where its changes say all.
    var statement: DisplayText? {
        if let reason { return DisplayText(reason, limit: 2_000) }
        return changes.isEmpty || verdict == .missing || verdict == .extra ? verdict.meaning : nil
    }

    /// `.spec.replicas, by the ignore rule at reconcile.yaml:9: an autoscaler sets it`, one for each hidden change.
    var shownHidden: [DisplayText] {
        ignored.hidden.map { hidden in
            let place: DisplayText = hidden.rule.map { " at \($0.shown)" } ?? ""
            let reason: DisplayText = hidden.reason.isEmpty ? "" : ": \(DisplayText(hidden.reason, limit: 400))"
            return "\(hidden.change.shownPath), by the ignore rule\(place)\(reason)"
        }
    }

    /// Notes up to a length that a page can hold.
    var shownNotes: [DisplayText] { notes.map { DisplayText($0, limit: 2_000) } }
}

extension ObjectKey {
    /// `Deployment.apps team-a/web`.
    var shown: DisplayText { DisplayText(description, limit: 600) }
}

extension SourceLocation {
    /// `file:line`, which editors and terminals make a link of.
    var shown: DisplayText { "\(DisplayText(file, limit: 600)):\(String(line))" }
}

extension Report.Subject {
    var shownEnvironment: DisplayText { DisplayText(environment, limit: 200) }
    var shownCluster: DisplayText { DisplayText(cluster, limit: 300) }
    var shownRepository: DisplayText { DisplayText(repository, limit: 300) }

    /// `1a2b3c4 (main) with uncommitted changes`; the repository itself where there is no commit.
    var shownRevision: DisplayText {
        guard let revision else { return shownRepository }
        let named: DisplayText = ref.map { " (\(DisplayText($0, limit: 200)))" } ?? ""
        return "\(revision.prefix(7))\(named)\(hasUncommittedChanges ? " with uncommitted changes" : "")"
    }
}

extension Report {
    /// `120 in sync, 2 drifted, 1 missing`: in sync always, the others where there are any.
    var countsText: DisplayText { Self.text(counts) }

    static func text(_ counts: [Verdict: Int]) -> DisplayText {
        Verdict.allCases
            .filter { $0 == .inSync || counts[$0, default: 0] > 0 }
            .map { "\(counts[$0, default: 0]) \($0.label)" }
            .joined(by: ", ")
    }

    /// `production at 1a2b3c4 vs context prod: 120 in sync, 2 drifted (0.31 s)`.
    var summary: DisplayText {
        let revision: DisplayText = subject.revision == nil ? "from" : "at"
        let partial: DisplayText = gaps.isEmpty ? "" : "; not whole, \(gaps.count.counted("gap", "gaps"))"
        return """
            \(subject.shownEnvironment) \(revision) \(subject.shownRevision) vs \(subject.shownCluster): \
            \(countsText)\(partial) (\(duration.secondsText))
            """
    }

    /// What is to be shown in detail, in key order.
    var outOfSync: [ObjectDrift] { objects.filter { $0.verdict != .inSync } }

    /// The same with the gravest first; in key order among equals.
    var outOfSyncByWeight: [ObjectDrift] {
        Verdict.byWeight.flatMap { verdict in objects.filter { $0.verdict == verdict } }
    }
}

extension [Report] {
    /// One line over all environments, in words of this program alone: `Drift in 6 of 125 objects`.
    var headline: DisplayText {
        let counts = map(\.counts)
        let count = counts.reduce(0) { $0 + $1.values.reduce(0, +) }
        let all = count.counted("object", "objects")
        let unknown = counts.reduce(0) { $0 + $1[.unknown, default: 0] }
        let differing = count - counts.reduce(0) { $0 + $1[.inSync, default: 0] } - unknown
        let undecided: DisplayText =
            unknown > 0
            ? ", \(unknown) could not be decided" : allSatisfy(\.isComplete) ? "" : ", not all was read"
        if differing == 0 { return undecided.text.isEmpty ? "In sync: \(all)" : "No drift seen in \(all)\(undecided)" }
        return "Drift in \(differing) of \(all)\(undecided)"
    }
}

extension Int {
    /// `1 gap`, `2 gaps`.
    func counted(_ one: StaticString, _ many: StaticString) -> DisplayText {
        "\(self) \(DisplayText(stringLiteral: self == 1 ? one : many))"
    }
}
