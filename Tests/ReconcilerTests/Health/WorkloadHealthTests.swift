// A rollout that is called done too early lets the next wave onto broken ground, and one too late blocks it.
import ObjectModel
import Reconciler
import Testing

@Suite struct WorkloadHealthTests {
    static let rolledOut = """
        conditions: [{type: Progressing, status: 'True', reason: NewReplicaSetAvailable},
          {type: Available, status: 'True'}]
        """

    static func deployment(_ name: String, spec: String = "", status: String, is health: Health) -> HealthCase {
        HealthCase(
            name, "Deployment.apps", "{spec: {replicas: 3, progressDeadlineSeconds: 600\(spec)}, status: {\(status)}}",
            is: health)
    }

    @Test(arguments: [
        deployment("a new one waits", status: "", is: .waiting("0 of 3 Pods are created")),
        deployment(
            "old Pods do not count", status: "replicas: 3, updatedReplicas: 1, readyReplicas: 3, availableReplicas: 3",
            is: .waiting("1 of 3 Pods are updated")),
        deployment(
            "old Pods must go", status: "replicas: 4, updatedReplicas: 3, readyReplicas: 4, availableReplicas: 4",
            is: .waiting("1 old Pods are still there")),
        deployment(
            "ready is not yet available",
            status: "replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 2",
            is: .waiting("2 of 3 Pods are available")),
        deployment(
            "the controller has to say so as well",
            status: "replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3",
            is: .waiting("the new ReplicaSet is not available yet")),
        deployment(
            "done", status: "replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3, \(rolledOut)",
            is: .done),
        deployment(
            "its own deadline is a failure",
            status: """
                replicas: 3, conditions: [{type: Progressing, status: 'False', reason: ProgressDeadlineExceeded,
                  message: ReplicaSet x has timed out}]
                """, is: .failed("ProgressDeadlineExceeded: ReplicaSet x has timed out")),
        deployment(
            "a quota is the message",
            status: """
                conditions: [{type: ReplicaFailure, status: 'True', reason: FailedCreate,
                  message: 'exceeded quota: gpus'}]
                """, is: .waiting("cannot create Pods: FailedCreate: exceeded quota: gpus")),
        deployment(
            "a paused one does not wait for its update", spec: ", paused: true",
            status: "replicas: 3, updatedReplicas: 0, readyReplicas: 3, availableReplicas: 3, \(rolledOut)", is: .done),
        HealthCase(
            "without a deadline the counts are enough", "Deployment.apps",
            """
            {spec: {replicas: 1}, status: {replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1,
              conditions: [{type: Available, status: 'True'}]}}
            """, is: .done),
        HealthCase(
            "counts that no count can be", "Deployment.apps",
            "{spec: {replicas: 9223372036854775807}, status: {replicas: -9223372036854775808}}",
            is: .waiting("0 of 2147483647 Pods are created")),
    ])
    func deployments(_ c: HealthCase) throws { try c.check() }

    static func set(_ name: String, strategy: String = "", status: String, is health: Health) -> HealthCase {
        HealthCase(
            name, "StatefulSet.apps", "{spec: {replicas: 3, updateStrategy: {\(strategy)}}, status: {\(status)}}",
            is: health)
    }

    @Test(arguments: [
        set("a new one waits", status: "", is: .waiting("0 of 3 Pods are created")),
        set("each Pod must be ready", status: "replicas: 3, readyReplicas: 2", is: .waiting("2 of 3 Pods are ready")),
        set(
            "Pods above the count must go", status: "replicas: 4, readyReplicas: 4",
            is: .waiting("1 Pods too many are still there")),
        set(
            "each Pod must be updated", status: "replicas: 3, readyReplicas: 3, updatedReplicas: 1",
            is: .waiting("1 of 3 Pods are updated")),
        set(
            "above the partition only", strategy: "rollingUpdate: {partition: 2}",
            status: "replicas: 3, readyReplicas: 3, updatedReplicas: 1, currentRevision: a, updateRevision: b",
            is: .done),
        set(
            "a partition above the count updates none", strategy: "rollingUpdate: {partition: 9}",
            status: "replicas: 3, readyReplicas: 3", is: .done),
        set(
            "the revisions must meet", strategy: "rollingUpdate: {partition: 0}",
            status: "replicas: 3, readyReplicas: 3, updatedReplicas: 3, currentRevision: a, updateRevision: b",
            is: .waiting("the update to revision b is not finished")),
        set(
            "done", strategy: "rollingUpdate: {partition: 0}",
            status: "replicas: 3, readyReplicas: 3, updatedReplicas: 3, currentRevision: b, updateRevision: b",
            is: .done),
        set(
            "OnDelete leaves the update to others", strategy: "type: OnDelete", status: "replicas: 3, readyReplicas: 3",
            is: .done),
        set(
            "OnDelete does not leave Pods that are not ready", strategy: "type: OnDelete", status: "replicas: 3",
            is: .waiting("0 of 3 Pods are ready")),
    ])
    func statefulSets(_ c: HealthCase) throws { try c.check() }

    static func daemon(_ name: String, spec: String = "", status: String, is health: Health) -> HealthCase {
        HealthCase(
            name, "DaemonSet.apps", "{metadata: {generation: 2}, spec: {\(spec)}, status: {\(status)}}", is: health)
    }

    @Test(arguments: [
        daemon("a new one waits", status: "", is: .waiting("its controller has not seen it yet")),
        daemon(
            "no node wants it", status: "observedGeneration: 2, desiredNumberScheduled: 0", is: .done),
        daemon(
            "each node must have its Pod",
            status: "observedGeneration: 2, desiredNumberScheduled: 4, currentNumberScheduled: 3",
            is: .waiting("3 of 4 Pods are created")),
        daemon(
            "of the newest template",
            status: """
                observedGeneration: 2, desiredNumberScheduled: 4, currentNumberScheduled: 4, updatedNumberScheduled: 1,
                numberAvailable: 4, numberReady: 4
                """, is: .waiting("1 of 4 Pods are updated")),
        daemon(
            "available",
            status: """
                observedGeneration: 2, desiredNumberScheduled: 4, currentNumberScheduled: 4, updatedNumberScheduled: 4,
                numberAvailable: 2, numberReady: 4
                """, is: .waiting("2 of 4 Pods are available")),
        daemon(
            "done",
            status: """
                observedGeneration: 2, desiredNumberScheduled: 1, currentNumberScheduled: 1, updatedNumberScheduled: 1,
                numberAvailable: 1, numberReady: 1
                """, is: .done),
        daemon(
            "OnDelete leaves the update to others", spec: "updateStrategy: {type: OnDelete}",
            status: """
                observedGeneration: 2, desiredNumberScheduled: 1, currentNumberScheduled: 1, updatedNumberScheduled: 0,
                numberAvailable: 1, numberReady: 1
                """, is: .done),
    ])
    func daemonSets(_ c: HealthCase) throws { try c.check() }

    @Test(arguments: [
        HealthCase(
            "its Pods must be available", "ReplicaSet.apps",
            "{spec: {replicas: 2}, status: {replicas: 2, fullyLabeledReplicas: 2, readyReplicas: 2, availableReplicas: 1}}",
            is: .waiting("1 of 2 Pods are available")),
        HealthCase(
            "a quota is the message", "ReplicaSet.apps",
            """
            {spec: {replicas: 2}, status: {conditions: [{type: ReplicaFailure, status: 'True', reason: FailedCreate,
              message: 'pods "x-1" is forbidden: exceeded quota: gpus'}]}}
            """, is: .waiting("cannot create Pods: FailedCreate: pods \"x-1\" is forbidden: exceeded quota: gpus")),
        HealthCase(
            "Pods above the count must go", "ReplicaSet.apps", "{spec: {replicas: 0}, status: {replicas: 1}}",
            is: .waiting("1 Pods too many are still there")),
        HealthCase(
            "a controller of the old kind is judged alike", "ReplicationController",
            "{spec: {replicas: 1}, status: {replicas: 1, fullyLabeledReplicas: 1, readyReplicas: 1, availableReplicas: 1}}",
            is: .done),
    ])
    func replicaSets(_ c: HealthCase) throws { try c.check() }

    @Test(arguments: [
        HealthCase("a Job that has not started waits", "Job.batch", "{spec: {}}", is: .waiting("has not started")),
        HealthCase(
            "a running Job is not done", "Job.batch",
            "{spec: {completions: 5}, status: {startTime: '2026-01-01T00:00:00Z', active: 2, succeeded: 1, failed: 1}}",
            is: .waiting("is running: 1 of 5 succeeded, 2 active, 1 failed")),
        HealthCase(
            "a complete one is", "Job.batch",
            "{status: {conditions: [{type: SuccessCriteriaMet, status: 'True'}, {type: Complete, status: 'True'}]}}",
            is: .done),
        HealthCase(
            "a failed one says why", "Job.batch",
            "{status: {conditions: [{type: Failed, status: 'True', reason: BackoffLimitExceeded, message: limit}]}}",
            is: .failed("BackoffLimitExceeded: limit")),
        HealthCase(
            "one that is failing waits for its end", "Job.batch",
            "{status: {conditions: [{type: FailureTarget, status: 'True', reason: DeadlineExceeded}]}}",
            is: .waiting("is about to fail: DeadlineExceeded")),
        HealthCase(
            "a suspended one has proved nothing", "Job.batch",
            "{spec: {suspend: true}, status: {conditions: [{type: Suspended, status: 'True'}]}}",
            is: .waiting("is suspended")),
        HealthCase(
            "a timetable is done at once", "CronJob.batch",
            "{status: {lastScheduleTime: '2026-01-02T00:00:00Z', lastSuccessfulTime: '2026-01-01T00:00:00Z'}}",
            is: .done),
    ])
    func jobs(_ c: HealthCase) throws { try c.check() }

    @Test func progressGrowsWhileARolloutGoesOn() throws {
        let steps = [
            "{spec: {replicas: 2}, status: {replicas: 2, updatedReplicas: 0, availableReplicas: 2}}",
            "{spec: {replicas: 2}, status: {replicas: 3, updatedReplicas: 2, availableReplicas: 2}}",
            "{spec: {replicas: 2}, status: {replicas: 2, updatedReplicas: 2, availableReplicas: 2}}",
        ]
        let progress = try steps.map {
            HealthReading.health(of: try yaml($0), kind: GroupKind(group: "apps", kind: "Deployment")).progress
        }
        #expect(progress == progress.sorted() && Set(progress).count == 3)
    }
}
