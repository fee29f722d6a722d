import ObjectModel

/// Values that the API server fills in at one place of one kind, always the same.
///
/// They are here and not in the schema because the same type has others elsewhere, or because the built-in schema has
/// not that kind. Source: `SetDefaults_*` in `pkg/apis/*/v1/defaults.go` of kubernetes 1.20 and 1.36.
enum FixedDefaults {
    /// Whether the live `value` at `path` is one, or a struct of nothing else.
    static func contains(_ value: JSONValue, at path: [PathElement], kind: GroupKind) -> Bool {
        guard let places = table[kind] else { return false }
        return contains(value, at: path.map(\.name).joined(separator: "."), in: places)
    }

    private static func contains(_ value: JSONValue, at path: String, in places: [String: JSONValue]) -> Bool {
        if let fixed = places[path] { return value == fixed }
        guard let object = value.object, !object.isEmpty else { return false }
        return object.members.allSatisfy { contains($0.value, at: "\(path).\($0.key)", in: places) }
    }

    private static let table: [GroupKind: [String: JSONValue]] = {
        var table: [GroupKind: [String: JSONValue]] = [:]
        for line in lines.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count > 2 else { continue }
            let kind = GroupKind(group: String(words[0]), kind: String(words[1]))
            for word in words.dropFirst(2) {
                let parts = word.split(separator: "=", maxSplits: 1)
                guard parts.count == 2, let value = SmallJSON.read(parts[1]) else { continue }
                table[kind, default: [:]][String(parts[0])] = value
            }
        }
        return table
    }()

    private static let metrics =
        #"[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","#
        + #""averageUtilization":80}}}]"#
    private static let pods = #"{"type":"Pods","value":4,"periodSeconds":15}"#
    private static let percent = #"{"type":"Percent","value":100,"periodSeconds":15}"#

    /// A line a kind: its group and name, then `path=JSON` without blanks, `*` for any element of a list.
    private static let lines = """
        apps Deployment spec.strategy.type="RollingUpdate"
        apps Deployment spec.strategy.rollingUpdate.maxSurge="25%" spec.strategy.rollingUpdate.maxUnavailable="25%"
        apps DaemonSet spec.updateStrategy.type="RollingUpdate"
        apps DaemonSet spec.updateStrategy.rollingUpdate.maxSurge=0 spec.updateStrategy.rollingUpdate.maxUnavailable=1
        apps StatefulSet spec.updateStrategy.type="RollingUpdate" spec.updateStrategy.rollingUpdate.partition=0
        apps StatefulSet spec.updateStrategy.rollingUpdate.maxUnavailable=1
        apps StatefulSet spec.persistentVolumeClaimRetentionPolicy.whenDeleted="Retain"
        apps StatefulSet spec.persistentVolumeClaimRetentionPolicy.whenScaled="Retain"
        apps StatefulSet spec.volumeClaimTemplates.*.apiVersion="v1"
        apps StatefulSet spec.volumeClaimTemplates.*.kind="PersistentVolumeClaim"
        apps StatefulSet spec.volumeClaimTemplates.*.status.phase="Pending"
        autoscaling HorizontalPodAutoscaler spec.targetCPUUtilizationPercentage=80
        autoscaling HorizontalPodAutoscaler spec.selectionStrategy="LabelSelector"
        autoscaling HorizontalPodAutoscaler spec.metrics=\(metrics)
        autoscaling HorizontalPodAutoscaler spec.behavior.scaleUp.selectPolicy="Max"
        autoscaling HorizontalPodAutoscaler spec.behavior.scaleUp.stabilizationWindowSeconds=0
        autoscaling HorizontalPodAutoscaler spec.behavior.scaleUp.policies=[\(pods),\(percent)]
        autoscaling HorizontalPodAutoscaler spec.behavior.scaleDown.selectPolicy="Max"
        autoscaling HorizontalPodAutoscaler spec.behavior.scaleDown.policies=[\(percent)]
        networking.k8s.io IngressClass spec.parameters.scope="Cluster"
        storage.k8s.io CSIDriver spec.volumeLifecycleModes.*="Persistent"
        storage.k8s.io CSIDriver spec.requiresRepublish=false spec.storageCapacity=false spec.seLinuxMount=false
        flowcontrol.apiserver.k8s.io FlowSchema spec.matchingPrecedence=1000
        flowcontrol.apiserver.k8s.io PriorityLevelConfiguration spec.limited.assuredConcurrencyShares=30
        flowcontrol.apiserver.k8s.io PriorityLevelConfiguration spec.limited.nominalConcurrencyShares=30
        flowcontrol.apiserver.k8s.io PriorityLevelConfiguration spec.limited.lendablePercent=0
        flowcontrol.apiserver.k8s.io PriorityLevelConfiguration spec.limited.limitResponse.queuing.handSize=8
        flowcontrol.apiserver.k8s.io PriorityLevelConfiguration spec.limited.limitResponse.queuing.queueLengthLimit=50
        flowcontrol.apiserver.k8s.io PriorityLevelConfiguration spec.limited.limitResponse.queuing.queues=64
        flowcontrol.apiserver.k8s.io PriorityLevelConfiguration spec.exempt.nominalConcurrencyShares=0
        flowcontrol.apiserver.k8s.io PriorityLevelConfiguration spec.exempt.lendablePercent=0
        """
}
