import ObjectModel

/// Kinds without a rule of their own: custom resources mostly, judged by the condition `Ready`.
///
/// As kstatus: `Ready` that is not true is waited for, never a failure, since controllers retry; and without the
/// condition the object is done. More than kstatus: a `Ready` whose own `observedGeneration` is not the object's
/// (`metav1.Condition`) is about an earlier one.
enum ConditionHealth {
    static func health(of live: JSONValue) -> Health {
        guard let ready = live.condition("Ready") else { return .done }
        if let observed = ready.observedGeneration, let generation = live.generation, observed != generation {
            return .waiting("Ready is about generation \(observed), and the object is at \(generation)")
        }
        return ready.isTrue ? .done : .waiting(ready.explanation)
    }
}
