import ObjectModel

/// An APIService is done when the API server reaches what stands behind it; as Argo CD, kstatus has no rule.
enum APIServiceHealth {
    static func health(of live: JSONValue) -> Health {
        guard let available = live.condition("Available") else { return .waiting("Available is not reported yet") }
        return available.isTrue ? .done : .waiting(available.explanation)
    }
}
