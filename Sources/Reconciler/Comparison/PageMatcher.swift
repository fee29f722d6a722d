import Drift
import ObjectModel

/// Takes the pages of one list and compares each object as it comes; nothing of a page outlives its comparison.
actor PageMatcher {
    private var waiting: [Name: DesiredObject]
    private var compared: [ObjectDrift] = []
    private let comparison: ObjectComparison
    private let environment: String

    /// Within one kind, namespace and name are the key.
    private struct Name: Hashable {
        var namespace: String
        var name: String
    }

    init(expected: [DesiredObject], comparison: ObjectComparison, environment: String) {
        waiting = Dictionary(
            expected.map { (Name(namespace: $0.key.namespace, name: $0.key.name), $0) },
            uniquingKeysWith: { first, _ in first })
        self.comparison = comparison
        self.environment = environment
    }

    func take(_ items: [JSONValue]) {
        for item in items {
            guard let metadata = item["metadata"], let text = metadata["name"]?.string else { continue }
            let name = Name(namespace: metadata["namespace"]?.string ?? "", name: text)
            if let object = waiting.removeValue(forKey: name) {
                compared.append(comparison.drift(of: object, live: item))
            } else if let extra = OwnershipLabel.extra(item, environment: environment) {
                compared.append(extra)
            }
        }
    }

    /// Everything; `unseen` decides for the objects that no page held.
    func outcomes(unseen: (DesiredObject) -> ObjectDrift) -> [ObjectDrift] { compared + waiting.values.map(unseen) }
}
