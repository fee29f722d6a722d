import Drift
import ObjectModel

/// Every environment's state for programs, with the names that the Environment objects in the cluster have.
package struct StatusList: Sendable {
    private let environments: [EnvironmentStatus]
    private let toolVersion: String

    package init(_ environments: [EnvironmentStatus], toolVersion: String) {
        self.environments = environments
        self.toolVersion = toolVersion
    }

    /// JSON that ends in a line break; environments in the order that they were given.
    package var text: String {
        let list: JSONValue = .members([
            ("apiVersion", JSONReport.apiVersion), ("kind", "EnvironmentStatusList"),
            ("toolVersion", .string(toolVersion)), ("items", .array(environments.map(json))),
        ])
        return list.documentText
    }

    private func json(_ status: EnvironmentStatus) -> JSONValue {
        let subject = status.subject
        return .members(
            [
                ("environment", .string(subject.environment)),
                ("repository", .string(subject.repository)),
                ("path", .string(status.path)),
                ("ref", subject.ref.map(JSONValue.string)),
                ("revision", subject.revision.map(JSONValue.string)),
                ("committed", status.committed.map(JSONValue.string)),
                ("cluster", .string(subject.cluster)),
                ("mode", .string(status.mode.rawValue)),
                ("suspended", .bool(status.isSuspended)),
                ("maintenance", status.maintenance.map { ["start": .string($0.start), "end": .string($0.end)] }),
                ("leader", status.leader.map(JSONValue.string)),
                ("lastChecked", (status.report?.checkedAt).map(JSONValue.string)),
                ("oldestDrift", status.oldest.map(JSONValue.string)),
            ] + counts(status) + concerns(status))
    }

    private func counts(_ status: EnvironmentStatus) -> [(key: String, value: JSONValue?)] {
        let health = status.health
        let healthCounts: JSONValue = .members([
            ("done", Self.number(health.done)), ("waiting", Self.number(health.waiting)),
            ("failed", Self.number(health.failed)),
        ])
        guard let counts = status.report?.counts else { return [("health", healthCounts)] }
        let total = ("total", Optional(Self.number(counts.values.reduce(0, +))))
        let drifted = [Verdict.drifted, .missing, .conflict].reduce(0) { $0 + counts[$1, default: 0] }
        return [
            (
                "objects",
                .members([total] + Verdict.allCases.map { ($0.rawValue, Self.number(counts[$0, default: 0])) })
            ),
            ("drifted", Self.number(drifted)), ("foreign", Self.number(counts[.foreign, default: 0])),
            ("health", healthCounts),
        ]
    }

    private func concerns(_ status: EnvironmentStatus) -> [(key: String, value: JSONValue?)] {
        [
            (
                "plan",
                status.plan.map {
                    [
                        "hash": .string($0.hash), "steps": Self.number($0.steps.count),
                        "refused": Self.number($0.refused.count),
                    ]
                }
            ),
            (
                "fights",
                .array(
                    status.fights.map { fight in
                        .members([
                            ("object", .string(fight.object.description)), ("opponent", .string(fight.opponent)),
                            ("since", fight.since.map(JSONValue.string)),
                        ])
                    })
            ),
            ("protectedOrphans", .array(status.protectedOrphans.map { .string($0.description) })),
            (
                "failure",
                status.failure.map { failure in
                    .members([
                        ("message", .string(failure.message)), ("time", .string(failure.time)),
                        ("next", .string(failure.next)), ("nextTime", failure.nextTime.map(JSONValue.string)),
                    ])
                }
            ),
        ]
    }

    private static func number(_ count: Int) -> JSONValue { .integer(Int64(count)) }
}
