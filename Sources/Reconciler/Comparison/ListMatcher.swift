import Drift
import ObjectModel

/// Takes the objects of one list and compares each as it comes; nothing of it outlives its comparison.
struct ListMatcher {
    private let expected: [Name: DesiredObject]
    private var isSeen: Set<Name> = []
    private var compared: [ObjectDrift] = []
    private let comparison: ObjectComparison
    private let environment: String

    /// Within one kind, namespace and name are the key.
    private struct Name: Hashable {
        var namespace: String
        var name: String
    }

    init(expected: [DesiredObject], comparison: ObjectComparison, environment: String) {
        self.expected = Dictionary(
            expected.map { (Name(namespace: $0.key.namespace, name: $0.key.name), $0) },
            uniquingKeysWith: { first, _ in first })
        self.comparison = comparison
        self.environment = environment
    }

    mutating func take(_ event: LiveListEvent) {
        switch event {
        case .restarted:
            isSeen = []
            compared = []
        case .object(let live):
            guard let metadata = live["metadata"], let text = metadata["name"]?.string else { return }
            let name = Name(namespace: metadata["namespace"]?.string ?? "", name: text)
            if let object = expected[name] {
                // An object that moved between pages comes twice; the first time counts.
                if isSeen.insert(name).inserted { compared.append(comparison.drift(of: object, live: live)) }
            } else if let extra = OwnershipLabel.extra(live, environment: environment) {
                compared.append(extra)
            }
        }
    }

    /// Everything; `unseen` decides for the objects that did not come.
    func outcomes(unseen: (DesiredObject) -> ObjectDrift) -> [ObjectDrift] {
        compared + expected.filter { !isSeen.contains($0.key) }.map { unseen($0.value) }
    }
}
