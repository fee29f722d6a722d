import Drift
import ObjectModel

/// What is to be said of an environment first, the gravest of all that is true of it.
enum EnvironmentState: Int, Comparable {
    case failing, fought, drifted, unhealthy, foreign, undecided, waiting, inSync

    static func < (left: EnvironmentState, right: EnvironmentState) -> Bool { left.rawValue < right.rawValue }

    init(_ status: EnvironmentStatus) {
        let counts = status.report?.counts ?? [:]
        let drift = [Verdict.drifted, .missing, .extra, .conflict].reduce(0) { $0 + counts[$1, default: 0] }
        if status.failure != nil {
            self = .failing
        } else if status.report == nil {
            self = .waiting
        } else if !status.fights.isEmpty {
            self = .fought
        } else if drift > 0 {
            self = .drifted
        } else if status.health.failed > 0 {
            self = .unhealthy
        } else if counts[.foreign, default: 0] > 0 {
            self = .foreign
        } else if status.report?.isComplete == false || counts[.terminating, default: 0] > 0 {
            self = .undecided
        } else {
            self = .inSync
        }
    }

    var label: DisplayText {
        switch self {
        case .failing: "failing"
        case .unhealthy: "unhealthy"
        case .fought: "fought over"
        case .drifted: "drifted"
        case .foreign: "foreign fields"
        case .undecided: "undecided"
        case .waiting: "starting"
        case .inSync: "in sync"
        }
    }

    var glyph: DisplayText {
        switch self {
        case .failing: "✕"
        case .unhealthy: "♥"
        case .fought: Verdict.conflict.glyph
        case .drifted: Verdict.drifted.glyph
        case .foreign: Verdict.foreign.glyph
        case .undecided: Verdict.unknown.glyph
        case .waiting: "○"
        case .inSync: Verdict.inSync.glyph
        }
    }

    /// The class of the style sheet, which gives the colour.
    var style: DisplayText {
        switch self {
        case .failing, .unhealthy: "failing"
        case .fought: "conflict"
        case .drifted: "drifted"
        case .foreign: "foreign"
        case .undecided, .waiting: "unknown"
        case .inSync: "inSync"
        }
    }
}

extension EnvironmentStatus {
    /// One sentence without a full stop, of words of this program and numbers alone.
    var sentence: DisplayText {
        guard let report else { return failure == nil ? "Waiting for the first comparison" : "Nothing compared yet" }
        let counts = report.counts
        let parts = Verdict.byWeight.filter { counts[$0, default: 0] > 0 }.map { verdict -> DisplayText in
            "\(counts[verdict, default: 0]) \(verdict.label)"
        }
        let all = counts.values.reduce(0, +).counted("object", "objects")
        guard parts.isEmpty else { return "\(parts.joined(by: ", ")) of \(all)" }
        // What Git says now is not known where it could not be asked.
        return failure == nil ? "All \(all) as Git says" : "All \(all) as Git said last"
    }

    /// Since when the object that differs longest does.
    var oldest: String? { report?.since.values.filter { Timestamp($0) != nil }.min() }
}
