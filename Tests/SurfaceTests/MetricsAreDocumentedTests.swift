import DriftReport
import FoundationEssentials
import Testing

@testable import reconcile

/// Alerts and panels are written from the manual: what it names is there, and what is there it names.
@Suite struct MetricsAreDocumentedTests {
    private static let families: Set<String> = {
        let own = ControllerMetrics(snapshots: [], leading: [:], requests: [:], history: nil, now: 0).families
        return Set((own + [WebhookDoor(secrets: { [:] }, source: FakeSource()).metric]).map(\.name))
    }()

    /// The names in the first column of a manual's tables.
    private static func documented(_ file: String) throws -> Set<String> {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = String(decoding: try Data(contentsOf: root.appending(path: "docs/\(file)")), as: UTF8.self)
        let rows = text.split(separator: "\n").filter { $0.hasPrefix("| `reconcile_") || $0.hasPrefix("| `process_") }
        let words = rows.flatMap { $0.split(separator: "|")[0].split(separator: "`") }
        return Set(words.filter { $0.contains("_") }.map { String($0.prefix { $0 != "{" }) })
    }

    @Test(arguments: ["metrics.md", "operating.md"]) func inBoth(_ file: String) throws {
        let documented = try Self.documented(file)
        #expect(documented.subtracting(Self.families).sorted() == [], "named, and not there")
        #expect(Self.families.subtracting(documented).sorted() == [], "there, and not named")
    }
}
