import Drift
import ObjectModel

/// A kind of result (SARIF `reportingDescriptor`). Identifiers are stable: forges keep what people dismissed by them.
struct SARIFRule: Hashable {
    enum Level: String {
        case error, warning, note
    }

    let id: String
    let level: Level
    let summary: DisplayText

    init(_ cause: FieldChange.Cause) {
        switch cause {
        case .changed: self.init("field-changed", .error, "A field has another value than Git says")
        case .removed: self.init("field-removed", .error, "Git no longer sets a field that the cluster still has")
        case .foreign: self.init("field-foreign", .warning, "A person set a field that Git does not set")
        case .unknownField: self.init("field-unknown", .error, "The schema does not know a field, the server drops it")
        case .immutable: self.init("field-immutable", .error, "A field differs that cannot be changed in place")
        }
    }

    /// For an object as a whole.
    init(_ verdict: Verdict) {
        switch verdict {
        case .missing: self.init("object-missing", .error, "An object is in Git and not in the cluster")
        case .extra: self.init("object-extra", .warning, "An object of ours is no longer in Git")
        case .conflict: self.init("object-conflict", .error, "Another manager claims fields that Git sets")
        case .terminating: self.init("object-terminating", .note, "An object is being deleted")
        case .foreign: self.init("object-foreign", .warning, "An object has fields that Git does not set")
        case .drifted: self.init("object-drifted", .error, "An object differs from Git")
        case .unknown: self.init("object-unknown", .error, "An object could not be compared")
        case .inSync: self.init("object-in-sync", .note, "An object is as Git says")
        }
    }

    init(_ finding: Finding) {
        self.init(finding.rule, finding.severity == .error ? .error : .warning, "A finding in the repository")
    }

    private init(_ id: String, _ level: Level, _ summary: DisplayText) {
        self.id = id
        self.level = level
        self.summary = summary
    }

    /// Each identifier once, in order; a rule that findings use as error and as warning stands as error.
    static func all(used: Set<SARIFRule>) -> [SARIFRule] {
        let sorted = used.sorted { ($0.id, $0.level.rawValue) < ($1.id, $1.level.rawValue) }
        return sorted.enumerated().filter { $0 == 0 || sorted[$0 - 1].id != $1.id }.map(\.element)
    }

    var json: JSONValue {
        .members([
            ("id", .string(id)),
            ("shortDescription", ["text": .string(summary.text)]),
            ("defaultConfiguration", ["level": .string(level.rawValue)]),
        ])
    }
}
