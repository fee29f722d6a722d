import ObjectModel

/// The same object in another version of its kind.
///
/// Custom versions differ only in name (strategy `None`), and so do those built-in versions that are served here,
/// but for HorizontalPodAutoscaler `autoscaling/v1`.
enum VersionConversion {
    static func convert(_ object: JSONValue, to kind: GroupVersionKind) -> JSONValue {
        let from = object["apiVersion"]?.string ?? ""
        guard from != kind.apiVersion else { return object }
        var result = object
        result.update { $0["apiVersion"] = .string(kind.apiVersion) }
        guard kind.kind == "HorizontalPodAutoscaler", kind.group == "autoscaling" else { return result }
        if kind.version == "v1" { toFirst(&result) } else if from == "autoscaling/v1" { fromFirst(&result) }
        return result
    }

    /// `metrics` to `targetCPUUtilizationPercentage`; what v1 cannot say goes into the annotations of Kubernetes.
    private static func toFirst(_ object: inout JSONValue) {
        object.update { autoscaler in
            var others: [JSONValue] = []
            autoscaler.update("spec") { spec in
                for metric in spec["metrics"]?.array ?? [] {
                    let target = metric["resource"]?["target"]
                    if metric["resource"]?["name"] == "cpu", let percent = target?["averageUtilization"],
                        spec["targetCPUUtilizationPercentage"] == nil
                    {
                        spec["targetCPUUtilizationPercentage"] = percent
                    } else {
                        others.append(metric)
                    }
                }
                spec["metrics"] = nil
                spec["behavior"] = nil
            }
            guard !others.isEmpty else { return }
            autoscaler.update("metadata") { metadata in
                metadata.update("annotations") { $0[annotation] = .string(JSONValue.array(others).jsonText) }
            }
        }
    }

    private static func fromFirst(_ object: inout JSONValue) {
        object.update { autoscaler in
            var metrics: [JSONValue] = []
            if let text = autoscaler["metadata"]?["annotations"]?[annotation]?.string {
                metrics = SmallJSON.read(text)?.array ?? []
                autoscaler.update("metadata") { $0.update("annotations") { $0[annotation] = nil } }
            }
            autoscaler.update("spec") { spec in
                if let percent = spec["targetCPUUtilizationPercentage"] {
                    let target: JSONValue = ["type": "Utilization", "averageUtilization": percent]
                    metrics.insert(["type": "Resource", "resource": ["name": "cpu", "target": target]], at: 0)
                }
                spec["targetCPUUtilizationPercentage"] = nil
                if !metrics.isEmpty { spec["metrics"] = .array(metrics) }
            }
        }
    }

    private static let annotation = "autoscaling.alpha.kubernetes.io/metrics"
}
