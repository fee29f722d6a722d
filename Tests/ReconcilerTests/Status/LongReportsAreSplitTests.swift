// A report that does not fit is split: etcd refuses what is too large, and half a report would pass for a whole one.
import Drift
import ObjectModel
import Testing

@testable import Reconciler

@Suite struct LongReportsAreSplitTests {
    /// What a request may be long; etcd takes 1.5 MiB.
    private static let limit = 1 << 20

    private static func parts(_ entries: [EnvironmentSnapshot.Entry], owner: JSONValue? = nil) -> [JSONValue] {
        DriftReportParts.objects(of: SnapshotFixture.snapshot(entries), namespace: "home", owner: owner)
    }

    private static func objects(_ parts: [JSONValue]) -> [JSONValue] {
        parts.flatMap { $0["report"]?["objects"]?.array ?? [] }
    }

    /// `name path` of each change of each object, in the order in which they are told.
    private static func told(_ parts: [JSONValue]) -> [String] {
        objects(parts).flatMap { object in
            (object["changes"]?.array ?? [[:]]).map {
                "\(object["name"]?.string ?? "") \($0["path"]?.string ?? "")"
            }
        }
    }

    private static func expected(_ entries: [EnvironmentSnapshot.Entry]) -> [String] {
        entries.flatMap { entry in
            entry.drift.changes.isEmpty
                ? ["\(entry.drift.key.name) "] : entry.drift.changes.map { "\(entry.drift.key.name) \($0.path)" }
        }
    }

    private static func number(_ value: Int) -> String {
        String(repeating: "0", count: 5 - "\(value)".count) + "\(value)"
    }

    private static func entries(_ count: Int, changes: Int = 0, bytes: Int = 1) -> [EnvironmentSnapshot.Entry] {
        let text = ShownValue.value(.string(String(repeating: "x", count: bytes)))
        return (0..<count).map { place in
            SnapshotFixture.entry(
                "m\(number(place))", .drifted,
                (0..<changes).map { SnapshotFixture.change("k\(number($0))", desired: text, live: text) })
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var entries: [EnvironmentSnapshot.Entry]
        var parts: ClosedRange<Int>
    }

    @Test(arguments: [
        Case(testDescription: "all in sync is one empty part", entries: [], parts: 1...1),
        Case(testDescription: "a few objects are one part", entries: entries(5, changes: 3), parts: 1...1),
        Case(testDescription: "as many objects as a part may list", entries: entries(2000), parts: 1...1),
        Case(testDescription: "one more than a part may list", entries: entries(2001), parts: 2...2),
        Case(testDescription: "many objects", entries: entries(9000), parts: 5...5),
        Case(testDescription: "long values", entries: entries(300, changes: 2, bytes: 3000), parts: 7...8),
        Case(testDescription: "as many changes as one entry holds", entries: entries(1, changes: 200), parts: 1...1),
        Case(testDescription: "one change more than one entry holds", entries: entries(1, changes: 201), parts: 1...1),
        Case(
            testDescription: "one object that is larger than a part", entries: entries(1, changes: 900, bytes: 3000),
            parts: 10...14),
        Case(
            testDescription: "an object that begins in one part and ends in another",
            entries: entries(3, changes: 130, bytes: 2000), parts: 3...5),
        Case(
            testDescription: "values that grow when they are quoted",
            entries: [
                SnapshotFixture.entry(
                    "m", .drifted,
                    (0..<400).map { place in
                        SnapshotFixture.change(
                            "k\(number(place))", desired: .value(.string(String(repeating: "\u{1}\"", count: 500))))
                    })
            ], parts: 3...6),
    ]) func nothingIsLostAndNothingToldTwice(_ c: Case) {
        let parts = Self.parts(c.entries)
        #expect(c.parts.contains(parts.count), "\(parts.count) parts")
        #expect(Self.told(parts) == Self.expected(c.entries), "in the same order")
        for part in parts {
            #expect(part.jsonText.utf8.count < Self.limit)
            #expect((part["report"]?["objects"]?.array?.count ?? 0) <= 5000, "what the schema takes")
        }
        let counted = parts.compactMap { $0["report"]?["drifted"]?.integer }.reduce(0, +)
        #expect(counted == c.entries.count, "each object is counted in one part")
    }

    /// The sizes around the limit of a part: the last object that fits, and the first that does not.
    @Test func theLimitIsMet() throws {
        let one = Self.objects(Self.parts(Self.entries(1, changes: 1, bytes: 1000)))[0].jsonText.utf8.count
        let fitting = (512 << 10) / one
        #expect(Self.parts(Self.entries(fitting, changes: 1, bytes: 1000)).count == 1)
        let split = Self.parts(Self.entries(fitting + 1, changes: 1, bytes: 1000))
        #expect(split.map { $0["report"]?["objects"]?.array?.count } == [fitting, 1])
    }

    @Test func eachPartSaysWhichItIs() {
        let owner: JSONValue = ["metadata": ["name": "prod", "uid": "u-1"]]
        let parts = Self.parts(Self.entries(4500), owner: owner)
        #expect(parts.map { $0["metadata"]?["name"] } == ["prod", "prod-2", "prod-3"])
        #expect(parts.map { $0["report"]?["part"] } == [1, 2, 3])
        for part in parts {
            #expect(part["report"]?["parts"] == 3 && part["report"]?["environment"] == "prod")
            #expect(part["report"]?["revision"] == .string(SnapshotFixture.commit))
            #expect(part["report"]?["checkedAt"] == "2026-01-02T03:04:05Z")
            #expect(part["metadata"]?["labels"] == ["reconcile.dev/report-of": "prod"])
            #expect(part["metadata"]?["ownerReferences"]?.array?.map { $0["uid"] } == ["u-1"])
        }
    }

    @Test func theSameIsToldInTheSameWay() {
        let entries = Self.entries(3000, changes: 1)
        #expect(Self.parts(entries) == Self.parts(entries))
    }

    @Test func aMaskedValueStaysMasked() {
        let change = SnapshotFixture.change("password", desired: .masked, live: .masked)
        let added = SnapshotFixture.change("token", desired: .absent, live: .masked)
        let object = Self.objects(Self.parts([SnapshotFixture.entry("s", .drifted, [change, added])]))[0]
        #expect(
            object["changes"] == [
                ["path": ".data.password", "cause": "changed", "desired": "(masked)", "live": "(masked)"],
                ["path": ".data.token", "cause": "changed", "live": "(masked)"],
            ])
    }

    @Test func aLongValueIsShortenedAndSaysSo() {
        let change = SnapshotFixture.change("a", desired: .value(.string(String(repeating: "é", count: 4000))))
        let object = Self.objects(Self.parts([SnapshotFixture.entry("m", .drifted, [change])]))[0]
        let text = object["changes"]?.array?[0]["desired"]?.string ?? ""
        #expect(text.hasSuffix("… (8002 bytes)") && text.utf8.count < 4096, "\(text.suffix(40))")
    }

    @Test func whatIsSaidOfAnObjectIsInItsEntry() throws {
        var entry = SnapshotFixture.entry("m", .drifted, refusal: Refusal(.fighting, "somebody changes it back"))
        entry.since = SnapshotFixture.checkedAt
        var change = SnapshotFixture.change("a", live: .value(["b": 1]))
        change.owner = FieldOwner(
            manager: "kubectl-scale", operation: .update, subresource: "scale", time: "2026-01-02T00:00:00Z")
        change.location = SourceLocation(file: "prod/m.yaml", line: 9, column: 3)
        entry.drift.changes = [change]
        #expect(
            Self.objects(Self.parts([entry])) == [
                [
                    "apiVersion": "v1", "kind": "ConfigMap", "namespace": "ml", "name": "m", "verdict": "drifted",
                    "since": "2026-01-02T03:04:05Z", "file": "prod/m.yaml", "line": 7,
                    "reason": "somebody changes it back",
                    "changes": [
                        [
                            "path": ".data.a", "cause": "changed", "desired": "\"a\"", "live": #"{"b":1}"#,
                            "manager": "kubectl-scale", "operation": "Update", "subresource": "scale",
                            "time": "2026-01-02T00:00:00Z", "file": "prod/m.yaml", "line": 9,
                        ]
                    ],
                ]
            ])
    }
}
