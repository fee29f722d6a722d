import ObjectModel

/// A HorizontalPodAutoscaler is done when it can read its metrics and scale its target.
///
/// kstatus has no rule. Argo CD takes a metric that is missing for a failure, which it always is while the target or
/// the metrics server starts; here it is waited for, and only what no time mends has failed. The reasons are those of
/// `pkg/controller/podautoscaler/horizontal.go` in Kubernetes. At or beyond its limits (`ScalingLimited`) it is done.
enum AutoscalerHealth {
    /// The object itself is wrong.
    private static let final: Set<String> = ["InvalidSelector", "InvalidMetricSourceType"]

    static func health(of live: JSONValue) -> Health {
        let conditions = ["AbleToScale", "ScalingActive"].compactMap { live.condition($0) }
        guard !conditions.isEmpty else { return withoutConditions(live) }
        for condition in conditions where !condition.isTrue {
            // A target that was scaled to zero is left alone, as its owner wants.
            if condition.reason == "ScalingDisabled" { continue }
            return final.contains(condition.reason)
                ? .failed(condition.explanation) : .waiting(condition.explanation)
        }
        return .done
    }

    /// autoscaling/v1 keeps the conditions in an annotation; what it has scaled to says enough.
    private static func withoutConditions(_ live: JSONValue) -> Health {
        live.statusCount("desiredReplicas") > 0 ? .done : .waiting("has not read its metrics yet")
    }
}
