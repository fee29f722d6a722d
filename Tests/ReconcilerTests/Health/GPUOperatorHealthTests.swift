// Right after an edit a ClusterPolicy still says ready: whoever believes it tests the driver that is about to go.
import ObjectModel
import Reconciler
import Testing

@Suite struct GPUOperatorHealthTests {
    static let edit = "2026-01-01T12:00:00Z"

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var kind = "ClusterPolicy"
        var spec = ""
        var status: String
        var generation = 4
        var operands: [String]? = []
        /// Seconds after the edit.
        var now: Int64? = 600
        var health: Health
    }

    static func ready(since time: String = "2026-01-01T11:00:00Z", _ more: String = "") -> String {
        """
        state: ready, conditions: [{type: Ready, status: 'True', reason: Reconciled, lastTransitionTime: '\(time)'\(more)},
          {type: Error, status: 'False', reason: Ready}]
        """
    }

    static func operand(_ name: String, updated: Int, of nodes: Int = 4, owner: String = "u1", spec: String = "")
        -> String
    {
        """
        {metadata: {name: \(name), generation: 7, ownerReferences: [{uid: \(owner)}]}, spec: {\(spec)}, status: {
          observedGeneration: 7, desiredNumberScheduled: \(nodes), currentNumberScheduled: \(nodes),
          updatedNumberScheduled: \(updated), numberAvailable: \(nodes), numberReady: \(nodes)}}
        """
    }

    static let onDelete = "updateStrategy: {type: OnDelete}"

    @Test(arguments: [
        Case(testDescription: "a new one waits", status: "", health: .waiting("the GPU Operator has not seen it yet")),
        Case(testDescription: "ready for long is done", status: ready(), health: .done),
        Case(
            testDescription: "ready since before an edit just made is not believed", status: ready(), now: 5,
            health: .waiting("the GPU Operator has not seen the last change yet")),
        Case(
            testDescription: "nor where the clocks disagree", status: ready(), now: -5,
            health: .waiting("the GPU Operator has not seen the last change yet")),
        Case(
            testDescription: "ready since after the edit is", status: ready(since: "2026-01-01T12:00:03Z"), now: 5,
            health: .done),
        Case(
            testDescription: "a condition about this generation is proof", status: ready(", observedGeneration: 4"),
            now: 5, health: .done),
        Case(
            testDescription: "one about an earlier generation is proof of the contrary",
            status: ready(", observedGeneration: 3"),
            health: .waiting("the GPU Operator has not seen the last change yet")),
        Case(
            testDescription: "without a clock ready has to do", status: ready(), now: nil, health: .done),
        Case(
            testDescription: "an operand that is not rolled out is named", status: ready(),
            operands: [operand("b", updated: 1), operand("a", updated: 3), operand("c", updated: 4)],
            health: .waiting("DaemonSet a: 3 of 4 Pods are updated (and 1 more DaemonSets)")),
        Case(
            testDescription: "other people's DaemonSets do not count", status: ready(),
            operands: [operand("a", updated: 1, owner: "u2")], health: .done),
        Case(
            testDescription: "a driver that upgrades itself is waited for",
            spec: "driver: {upgradePolicy: {autoUpgrade: true}}", status: ready(),
            operands: [operand("driver", updated: 1, spec: onDelete)],
            health: .waiting("DaemonSet driver: 1 of 4 Pods are updated")),
        Case(
            testDescription: "a driver that a person upgrades is not",
            spec: "driver: {upgradePolicy: {autoUpgrade: false}}", status: ready(),
            operands: [operand("driver", updated: 1, spec: onDelete)], health: .done),
        Case(
            testDescription: "nor one beside sandbox workloads",
            spec: "driver: {upgradePolicy: {autoUpgrade: true}}, sandboxWorkloads: {enabled: true}", status: ready(),
            operands: [operand("driver", updated: 1, spec: onDelete)], health: .done),
        Case(
            testDescription: "the detail is on the condition Error",
            status: """
                state: notReady, conditions: [{type: Ready, status: 'False', reason: Error},
                  {type: Error, status: 'True', reason: OperandNotReady, message: 'states not ready: [state-driver]'}]
                """, health: .waiting("OperandNotReady: states not ready: [state-driver]")),
        Case(
            testDescription: "an error beside a state of before counts",
            status: "state: ready, conditions: [{type: Error, status: 'True', reason: ReconcileFailed, message: m}]",
            health: .waiting("ReconcileFailed: m")),
        Case(testDescription: "no words but the state", status: "state: notReady", health: .waiting("is notReady")),
        Case(
            testDescription: "without Node Feature Discovery no GPU is found",
            status:
                "state: ready, conditions: [{type: Ready, status: 'True', reason: NFDLabelsMissing, message: no labels}]",
            health: .waiting("NFDLabelsMissing: no labels")),
        Case(
            testDescription: "no GPU node yet is no fault",
            status: "state: ready, conditions: [{type: Ready, status: 'True', reason: NoGPUNodes, message: none}]",
            health: .done),
        Case(
            testDescription: "a second policy has failed", status: "state: ignored",
            health: .failed("the GPU Operator follows another object of this kind")),
        Case(
            testDescription: "a driver that the policy does not use has failed", kind: "NVIDIADriver",
            status: """
                state: disabled, conditions: [{type: Error, status: 'True', reason: Reconciled,
                  message: useNvidiaDriverCRD is not enabled in ClusterPolicy}]
                """, health: .failed("Reconciled: useNvidiaDriverCRD is not enabled in ClusterPolicy")),
        Case(
            testDescription: "two drivers for one node have failed", kind: "NVIDIADriver",
            status:
                "state: notReady, conditions: [{type: Error, status: 'True', reason: ConflictingNodeSelector, message: m}]",
            health: .failed("ConflictingNodeSelector: m")),
    ])
    func judges(_ c: Case) throws {
        let live = try yaml(
            """
            {metadata: {uid: u1, generation: \(c.generation), managedFields: [
              {manager: kubectl, operation: Update, time: '\(Self.edit)'},
              {manager: gpu-operator, operation: Update, subresource: status, time: '2026-01-01T12:09:00Z'}]},
             spec: {\(c.spec)}, status: {\(c.status)}}
            """)
        let edit = try #require(Timestamp(Self.edit))
        let evidence = HealthEvidence(
            operands: try c.operands?.map(yaml), now: c.now.map { Timestamp(seconds: edit.seconds + $0) })
        let health = HealthReading.health(
            of: live, kind: GroupKind(group: "nvidia.com", kind: c.kind), evidence: evidence)
        #expect(health.state == c.health.state)
        #expect(health.message == c.health.message)
    }

    @Test func whatWeChangedOurselvesCountsWithoutManagedFields() throws {
        let live = try yaml("{metadata: {uid: u1}, status: {\(Self.ready())}}")
        let edit = try #require(Timestamp(Self.edit))
        let kind = GroupKind(group: "nvidia.com", kind: "ClusterPolicy")
        let fresh = HealthEvidence(edited: edit, now: Timestamp(seconds: edit.seconds + 29))
        #expect(HealthReading.health(of: live, kind: kind, evidence: fresh).state == .waiting)
        let settled = HealthEvidence(edited: edit, now: Timestamp(seconds: edit.seconds + 30))
        #expect(HealthReading.health(of: live, kind: kind, evidence: settled) == .done)
        #expect(
            GPUOperatorHealth.operandNamespace(of: try yaml("{status: {namespace: gpu-operator}}")) == "gpu-operator")
    }
}
