import Drift
import ObjectModel

/// Which workloads an autoscaler of the same repository scales.
enum Autoscaling {
    /// Targets of HorizontalPodAutoscalers and of KEDA's ScaledObjects, in their own namespace.
    static func targets(in objects: [DesiredObject]) -> Set<ObjectKey> { Set(objects.compactMap(target)) }

    private static func target(of object: DesiredObject) -> ObjectKey? {
        switch (object.kind.group, object.kind.kind) {
        case ("autoscaling", "HorizontalPodAutoscaler"), ("keda.sh", "ScaledObject"): break
        default: return nil
        }
        guard let reference = object.value["spec"]?["scaleTargetRef"], let name = reference["name"]?.string else {
            return nil
        }
        let kind = GroupVersionKind(
            apiVersion: reference["apiVersion"]?.string ?? "apps/v1", kind: reference["kind"]?.string ?? "Deployment")
        return ObjectKey(groupKind: kind.groupKind, namespace: object.key.namespace, name: name)
    }
}
