import ObjectModel
import Reconciler
import Testing
import YAMLBridge

/// A live object and what its health is.
struct HealthCase: Sendable, CustomTestStringConvertible {
    var testDescription: String
    /// `Deployment.apps`, as kubectl writes it.
    var kind: String
    var live: String
    var health: Health

    init(_ name: String, _ kind: String, _ live: String, is health: Health) {
        testDescription = "\(kind): \(name)"
        self.kind = kind
        self.live = live
        self.health = health
    }

    func check(evidence: HealthEvidence = HealthEvidence()) throws {
        let read = HealthReading.health(of: try yaml(live), kind: groupKind, evidence: evidence)
        #expect(read.state == health.state)
        #expect(read.message == health.message)
    }

    private var groupKind: GroupKind {
        let parts = kind.split(separator: ".", maxSplits: 1).map(String.init)
        return GroupKind(group: parts.count == 2 ? parts[1] : "", kind: parts[0])
    }
}

/// The value of a text in YAML's short form.
func yaml(_ text: String) throws -> JSONValue {
    let reading = YAMLReader.read(Array(text.utf8), file: "case.yaml")
    try #require(reading.errors.isEmpty, "\(reading.errors)")
    return try #require(reading.documents.first).value
}
