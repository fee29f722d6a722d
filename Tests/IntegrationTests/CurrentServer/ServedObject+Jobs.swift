extension ServedObject {
    private static let defaults = """
        dnsPolicy: ClusterFirst, schedulerName: default-scheduler, securityContext: {}, terminationGracePeriodSeconds: 30
        """
    private static let container = """
        imagePullPolicy: IfNotPresent, resources: {}, terminationMessagePath: /dev/termination-log, \
        terminationMessagePolicy: File
        """

    static let jobs = [
        ServedObject(
            "Job/train: F02 fields that Git does not know, and a template that cannot change",
            git: """
                apiVersion: batch/v1
                kind: Job
                metadata: {name: train, namespace: team}
                spec:
                  backoffLimit: 2
                  podFailurePolicy: {rules: [{action: FailJob, onExitCodes: {operator: In, values: [1, 2]}}]}
                  template: {spec: {restartPolicy: Never, containers: [{name: train, image: "train:1"}]}}
                """,
            live: """
                apiVersion: batch/v1
                kind: Job
                metadata: {name: train, namespace: team, generation: 1}
                spec:
                  backoffLimit: 2
                  completionMode: NonIndexed
                  completions: 1
                  manualSelector: false
                  parallelism: 1
                  podFailurePolicy: {rules: [{action: FailJob, onExitCodes: {operator: In, values: [1, 2]}}]}
                  podReplacementPolicy: Failed
                  selector: {matchLabels: {batch.kubernetes.io/controller-uid: 9f1c}}
                  suspend: false
                  template:
                    metadata: {labels: {batch.kubernetes.io/controller-uid: 9f1c, batch.kubernetes.io/job-name: train,
                      controller-uid: 9f1c, job-name: train}}
                    spec: {restartPolicy: Never, containers: [{name: train, image: "train:1", \(container)}], \(defaults)}
                status: {active: 1, ready: 1, terminating: 0, uncountedTerminatedPods: {}}
                """,
            edit: ("train:1", "train:2"),
            lines: ["drifted Job/train", " immutable .spec.template.spec.containers[name=\"train\"].image"]),
        ServedObject(
            "CronJob/nightly: a schedule",
            git: """
                apiVersion: batch/v1
                kind: CronJob
                metadata: {name: nightly, namespace: team}
                spec:
                  schedule: "0 3 * * *"
                  suspend: false
                  jobTemplate: {spec: {template: {spec: {restartPolicy: OnFailure, containers: [{name: c, image: "c:1"}]}}}}
                """,
            live: """
                apiVersion: batch/v1
                kind: CronJob
                metadata: {name: nightly, namespace: team}
                spec:
                  concurrencyPolicy: Allow
                  failedJobsHistoryLimit: 1
                  jobTemplate: {spec: {template: {spec: {restartPolicy: OnFailure, containers: [{name: c, image: "c:1",
                    \(container)}], \(defaults)}}}}
                  schedule: "0 3 * * *"
                  successfulJobsHistoryLimit: 3
                  suspend: false
                status: {}
                """,
            edit: ("0 3 * * *", "0 4 * * *"), lines: ["drifted CronJob/nightly", " changed .spec.schedule"]),
        ServedObject(
            "HorizontalPodAutoscaler/web: D07 metrics in the server's order",
            git: """
                apiVersion: autoscaling/v2
                kind: HorizontalPodAutoscaler
                metadata: {name: web, namespace: team}
                spec:
                  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
                  maxReplicas: 4
                  metrics:
                    - {type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}
                    - {type: Pods, pods: {metric: {name: queue}, target: {type: AverageValue, averageValue: 0.5}}}
                  behavior: {scaleDown: {stabilizationWindowSeconds: 60}}
                """,
            live: """
                apiVersion: autoscaling/v2
                kind: HorizontalPodAutoscaler
                metadata: {name: web, namespace: team}
                spec:
                  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
                  maxReplicas: 4
                  minReplicas: 1
                  metrics:
                    - {type: Pods, pods: {metric: {name: queue}, target: {type: AverageValue, averageValue: 500m}}}
                    - {type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}
                  behavior:
                    scaleDown: {policies: [{periodSeconds: 15, type: Percent, value: 100}], selectPolicy: Max,
                      stabilizationWindowSeconds: 60}
                    scaleUp: {policies: [{periodSeconds: 15, type: Pods, value: 4}, {periodSeconds: 15, type: Percent,
                      value: 100}], selectPolicy: Max, stabilizationWindowSeconds: 0}
                status: {currentReplicas: 1, desiredReplicas: 1}
                """,
            edit: ("averageValue: 500m", "averageValue: 600m"),
            lines: [
                "drifted HorizontalPodAutoscaler/web", " changed .spec.metrics[1].pods.target.averageValue",
            ]),
        ServedObject(
            "PodDisruptionBudget/web: a percentage that is no count",
            git: """
                apiVersion: policy/v1
                kind: PodDisruptionBudget
                metadata: {name: web, namespace: team}
                spec: {minAvailable: 50%, selector: {matchLabels: {app: web}}}
                """,
            live: """
                apiVersion: policy/v1
                kind: PodDisruptionBudget
                metadata: {name: web, namespace: team, generation: 1}
                spec: {minAvailable: 50%, selector: {matchLabels: {app: web}}}
                status: {currentHealthy: 1, desiredHealthy: 1, disruptionsAllowed: 0, expectedPods: 1}
                """,
            edit: ("minAvailable: 50%", "minAvailable: 50"),
            lines: ["drifted PodDisruptionBudget/web", " changed .spec.minAvailable"]),
    ]
}
