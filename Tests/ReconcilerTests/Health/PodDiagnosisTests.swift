// "Not ready" is what kubectl says as well; the reason has to be in the message, above all when no GPU is left.
import ObjectModel
import Reconciler
import Testing

@Suite struct PodDiagnosisTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var spec = ""
        var status: String
        /// Reason and message of warnings about the Pod, oldest first.
        var warnings: [(reason: String, message: String)] = []
        /// `nil` where there is nothing to tell.
        var message: String?
        var isFinal = false
    }

    static func pod(_ spec: String, _ status: String) throws -> JSONValue {
        try yaml("{metadata: {name: web-1, uid: u1}, spec: {\(spec)}, status: {\(status)}}")
    }

    static func event(_ reason: String, _ message: String, minute: Int = 0, uid: String = "u1") -> JSONValue {
        [
            "reason": .string(reason), "message": .string(message), "type": "Warning",
            "involvedObject": ["name": "web-1", "uid": .string(uid)],
            "lastTimestamp": .string("2026-01-01T12:\(minute < 10 ? "0" : "")\(minute):00Z"),
        ]
    }

    static func waiting(_ reason: String, _ more: String = "", list: String = "containerStatuses") -> String {
        "phase: Pending, \(list): [{name: app, image: 'r.example/app:1', state: {waiting: {reason: \(reason)\(more)}}}]"
    }

    static let unscheduled =
        "phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable, message: "

    @Test(arguments: [
        Case(testDescription: "a Pod that was just made", status: "phase: Pending"),
        Case(
            testDescription: "a Pod that is ready",
            status: "phase: Running, conditions: [{type: Ready, status: 'True'}]"),
        Case(testDescription: "a Pod that has succeeded", status: "phase: Succeeded"),
        Case(
            testDescription: "no node",
            status: unscheduled
                + "'0/3 nodes are available: 3 node(s) had untolerated taint {a: b}. preemption: 0/3'}]",
            message: "finds no node: 0/3 nodes are available: 3 node(s) had untolerated taint {a: b}. "),
        Case(
            testDescription: "no GPU left",
            status: unscheduled
                + "'0/7 nodes are available: 3 Insufficient nvidia.com/gpu, 4 node(s) did not match.'}]",
            message:
                "finds no GPU left: 0/7 nodes are available: 3 Insufficient nvidia.com/gpu, 4 node(s) did not match."),
        Case(
            testDescription: "no part of a GPU left",
            status: unscheduled + "'0/1 nodes are available: 1 Insufficient nvidia.com/mig-1g.10gb.'}]",
            message: "finds no GPU left: 0/1 nodes are available: 1 Insufficient nvidia.com/mig-1g.10gb."),
        Case(
            testDescription: "no GPU left by dynamic resource allocation",
            status: unscheduled + "'0/1 nodes are available: 1 cannot allocate all claims.'}]",
            message: "finds no GPU left: 0/1 nodes are available: 1 cannot allocate all claims."),
        Case(
            testDescription: "no memory left is no GPU matter", status: unscheduled + "'1 Insufficient memory.'}]",
            message: "finds no node: 1 Insufficient memory."),
        Case(
            testDescription: "held back by a queue", spec: "schedulingGates: [{name: kueue.x-k8s.io/admission}]",
            status: "phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: SchedulingGated}]",
            message: "is held back from scheduling by kueue.x-k8s.io/admission"),
        Case(
            testDescription: "no GPU left on the node that was chosen",
            status: """
                phase: Failed, reason: UnexpectedAdmissionError, message: 'Allocate failed due to requested number of
                devices unavailable for nvidia.com/gpu. Requested: 1, Available: 0, which is unexpected'
                """,
            message:
                "found no GPU left on its node: UnexpectedAdmissionError: Allocate failed due to requested number of "
                + "devices unavailable for nvidia.com/gpu. Requested: 1, Available: 0, which is unexpected",
            isFinal: true),
        Case(
            testDescription: "evicted", status: "phase: Failed, reason: Evicted, message: low on disk",
            message: "has failed: Evicted: low on disk", isFinal: true),
        Case(
            testDescription: "containers that ended, without what they wrote",
            status: """
                phase: Failed, containerStatuses: [{name: app, state: {terminated: {exitCode: 137, reason: OOMKilled,
                message: password=secret}}}, {name: side, state: {terminated: {exitCode: 1, reason: Error}}}]
                """,
            message:
                "has failed: container app ended with exit code 137, OOMKilled, container side ended with exit code 1",
            isFinal: true),
        Case(
            testDescription: "an image that cannot be pulled", status: waiting("ErrImagePull", ", message: not found"),
            message: "cannot pull image r.example/app:1 of container app: ErrImagePull: not found"),
        Case(
            testDescription: "the cause of a back-off is in the Event before",
            status: waiting("ImagePullBackOff", ", message: 'Back-off pulling image \"r.example/app:1\"'"),
            warnings: [
                ("Failed", "Failed to pull image \"r.example/app:1\": unauthorized"), ("Failed", "Error: ErrImagePull"),
            ],
            message: "cannot pull image r.example/app:1 of container app: ImagePullBackOff: "
                + "Failed to pull image \"r.example/app:1\": unauthorized"),
        Case(
            testDescription: "an image whose name is none", status: waiting("InvalidImageName", ", message: bad"),
            message: "cannot pull image r.example/app:1 of container app: InvalidImageName: bad", isFinal: true),
        Case(
            testDescription: "a ConfigMap that is not there",
            status: waiting("CreateContainerConfigError", ", message: 'configmap \"a\" not found'"),
            message: "cannot start container app: CreateContainerConfigError: configmap \"a\" not found"),
        Case(
            testDescription: "an init container comes first",
            status: waiting("CreateContainerError", ", message: m", list: "initContainerStatuses")
                + ", containerStatuses: [{name: later, state: {waiting: {reason: PodInitializing}}}]",
            message: "cannot start container app: CreateContainerError: m"),
        Case(
            testDescription: "an init container that has done its work is well",
            status: """
                phase: Running, initContainerStatuses: [{name: a, state: {terminated: {exitCode: 0, reason: Completed}}}],
                containerStatuses: [{name: app, ready: false, state: {running: {}}}]
                """),
        Case(
            testDescription: "a crash loop",
            status: """
                phase: Running, containerStatuses: [{name: app, restartCount: 7, state: {waiting:
                {reason: CrashLoopBackOff, message: back-off 5m0s}}, lastState: {terminated: {exitCode: 2, reason: Error}}}]
                """, message: "keeps crashing: container app, 7 restarts, last exit code 2"),
        Case(
            testDescription: "no runtime handler on the node, by containerd",
            spec: "nodeName: gpu-1, runtimeClassName: nvidia",
            status: waiting("ContainerCreating"),
            warnings: [
                ("FailedCreatePodSandBox", "failed to get sandbox runtime: no runtime for \"nvidia\" is configured")
            ],
            message: "misses the runtime handler of runtimeClassName nvidia on node gpu-1: "
                + "failed to get sandbox runtime: no runtime for \"nvidia\" is configured"),
        Case(
            testDescription: "no runtime handler on the node, in a container's own words", spec: "nodeName: gpu-1",
            status: waiting(
                "CreateContainerError", ", message: 'failed to find runtime handler nvidia from runtime list'"),
            message: "misses the runtime handler on node gpu-1: failed to find runtime handler nvidia from runtime list"
        ),
        Case(
            testDescription: "no runtime handler on the node, in older words", status: "phase: Pending",
            warnings: [("FailedCreatePodSandBox", "RuntimeHandler \"nvidia\" not supported")],
            message: "misses the runtime handler: RuntimeHandler \"nvidia\" not supported"),
        Case(
            testDescription: "a volume that cannot be mounted", status: waiting("ContainerCreating"),
            warnings: [("FailedMount", "secret \"a\" not found")],
            message: "does not start: FailedMount: secret \"a\" not found"),
        Case(
            testDescription: "a probe that fails",
            status: "phase: Running, containerStatuses: [{name: app, ready: false, state: {running: {}}}]",
            warnings: [("Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503")],
            message: "is not ready: Readiness probe failed: HTTP probe failed with statuscode: 503"),
    ])
    func tells(_ c: Case) throws {
        let events = c.warnings.enumerated().map { Self.event($1.reason, $1.message, minute: $0) }
        // The order of a list says nothing; an Event about an earlier Pod of the name neither.
        let others = [Self.event("FailedMount", "long ago", minute: 59, uid: "u0")]
        let told = PodDiagnosis.message(pod: try Self.pod(c.spec, c.status), events: others + events.reversed())
        #expect(told?.message == c.message)
        #expect(told?.isFinal ?? false == c.isFinal)
    }

    @Test(arguments: [
        HealthCase("succeeded", "Pod", "{status: {phase: Succeeded}}", is: .done),
        HealthCase("failed", "Pod", "{status: {phase: Failed}}", is: .failed("has failed")),
        HealthCase(
            "ready", "Pod", "{status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}", is: .done),
        HealthCase("not seen by a node", "Pod", "{status: {phase: Pending}}", is: .waiting("is not ready")),
        HealthCase(
            "one that is to end is not done while it runs", "Pod",
            "{spec: {restartPolicy: Never}, status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}",
            is: .waiting("is running and has not ended")),
        HealthCase(
            "an image may still come", "Pod",
            "{status: {\(waiting("ErrImagePull"))}}",
            is: .waiting("cannot pull image r.example/app:1 of container app: ErrImagePull")),
        HealthCase(
            "a name that is none may not", "Pod",
            "{status: {\(waiting("InvalidImageName"))}}",
            is: .failed("cannot pull image r.example/app:1 of container app: InvalidImageName")),
    ])
    func podHealth(_ c: HealthCase) throws { try c.check() }

    @Test func aWorkloadIsToldByItsWorstPod() throws {
        let pods = try [
            "{metadata: {name: c}, status: {phase: Failed}}",
            "{metadata: {name: b}, status: {\(Self.waiting("CreateContainerError"))}}",
            "{metadata: {name: a}, status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}",
            "{metadata: {name: '0', deletionTimestamp: '2026-01-01T00:00:00Z'}, status: {phase: Failed}}",
        ].map(yaml)
        #expect(PodDiagnosis.summary(pods: pods, events: []) == "Pod c has failed (and 1 more Pods)")
        #expect(
            PodDiagnosis.summary(pods: [pods[1]], events: [])
                == "Pod b cannot start container app: CreateContainerError")
        #expect(PodDiagnosis.summary(pods: [pods[2], pods[3]], events: []) == nil)
    }

    @Test func aQuotaIsToldWhereNoPodIsMade() throws {
        let owner = try yaml("{metadata: {name: web-1, uid: u1}}")
        let refusal = Self.event("FailedCreate", "exceeded quota: gpus", minute: 1)
        #expect(PodDiagnosis.refusal(owner: owner, events: [refusal]) == "FailedCreate: exceeded quota: gpus")
        let later = Self.event("SuccessfulCreate", "made", minute: 2)
        #expect(PodDiagnosis.refusal(owner: owner, events: [later, refusal]) == nil)
        let failing = try yaml(
            "{status: {conditions: [{type: ReplicaFailure, status: 'True', reason: FailedCreate, message: over}]}}")
        #expect(PodDiagnosis.refusal(owner: failing, events: []) == "FailedCreate: over")
    }

    @Test(
        arguments: [
            ("{matchLabels: {b: '2', a: '1'}}", "a=1,b=2"),
            (
                "{matchExpressions: [{key: a, operator: In, values: [v, w]}, {key: b, operator: NotIn, values: [z]}]}",
                "a in (v,w),b notin (z)"
            ),
            (
                "{matchLabels: {a: '1'}, matchExpressions: [{key: b, operator: Exists}, {key: c, operator: DoesNotExist}]}",
                "a=1,b,!c"
            ),
            ("{app: web}", "app=web"),
            ("{matchExpressions: [{key: a, operator: Near}]}", nil),
            ("{matchExpressions: [{key: a, operator: In, values: [v, 1]}]}", nil), ("{matchLabels: {a: 1}}", nil),
            ("{}", nil), ("text", nil),
        ] as [(String, String?)])
    func thePodsOfAWorkloadAreFoundByItsSelector(selector: String, text: String?) throws {
        #expect(PodSelector.text(of: try yaml("{spec: {selector: \(selector)}}")) == text)
    }
}
