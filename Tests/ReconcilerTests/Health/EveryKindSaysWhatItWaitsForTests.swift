// "Not healthy" alone sends a person to kubectl; every kind has to say what it still waits for.
import ObjectModel
import Reconciler
import Testing

@Suite struct EveryKindSaysWhatItWaitsForTests {
    @Test(arguments: [
        HealthCase(
            "of a deletion the finalizers are told", "Widget.example.org",
            "{metadata: {deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: [b, a]}}",
            is: .waiting("is being deleted, and waits for a, b")),
        HealthCase(
            "a generation that nobody has seen comes before the conditions", "Widget.example.org",
            "{metadata: {generation: 3}, status: {observedGeneration: 2, conditions: [{type: Ready, status: 'True'}]}}",
            is: .waiting("its controller has seen generation 2, and the object is at 3")),
        HealthCase(
            "Reconciling waits", "Widget.example.org",
            "{status: {conditions: [{type: Ready, status: 'True'}, {type: Reconciling, status: 'True', reason: Busy}]}}",
            is: .waiting("Busy")),
        HealthCase(
            "Stalled has failed", "Widget.example.org",
            "{status: {conditions: [{type: Stalled, status: 'True', reason: BadSpec, message: no such size}]}}",
            is: .failed("BadSpec: no such size")),
        HealthCase(
            "Ready is done", "Widget.example.org",
            "{metadata: {generation: 3}, status: {observedGeneration: 3, conditions: [{type: Ready, status: 'True'}]}}",
            is: .done),
        HealthCase(
            "Ready that is false waits", "Widget.example.org",
            "{status: {conditions: [{type: Ready, status: 'False', reason: Pending, message: 'asks the\n\n issuer'}]}}",
            is: .waiting("Pending: asks the issuer")),
        HealthCase(
            "Ready without words waits", "Widget.example.org",
            "{status: {conditions: [{type: Ready, status: Unknown}]}}", is: .waiting("Ready is Unknown")),
        HealthCase(
            "Ready of an earlier generation waits", "Widget.example.org",
            "{metadata: {generation: 3}, status: {conditions: [{type: Ready, status: 'True', observedGeneration: 2}]}}",
            is: .waiting("Ready is about generation 2, and the object is at 3")),
        HealthCase("a kind that says nothing is done", "ConfigMap", "{data: {a: b}}", is: .done),
        HealthCase("what is no object is done", "Widget.example.org", "[]", is: .done),
        HealthCase(
            "conditions of another shape are none", "Widget.example.org",
            "{metadata: [], status: {observedGeneration: x, conditions: {type: Ready}}}", is: .done),

        HealthCase(
            "an unbound claim waits", "PersistentVolumeClaim", "{status: {phase: Pending}}",
            is: .waiting("is not bound")),
        HealthCase("a bound claim is done", "PersistentVolumeClaim", "{status: {phase: Bound}}", is: .done),
        HealthCase(
            "a lost volume has failed", "PersistentVolumeClaim", "{spec: {volumeName: pv-1}, status: {phase: Lost}}",
            is: .failed("its volume pv-1 is lost")),

        HealthCase("a Service inside the cluster is done", "Service", "{spec: {type: ClusterIP}}", is: .done),
        HealthCase(
            "a load balancer waits for its address", "Service",
            "{spec: {type: LoadBalancer, clusterIP: 10.0.0.1, loadBalancerClass: metal}, status: {loadBalancer: {}}}",
            is: .waiting("no load balancer of class metal has given it an address yet")),
        HealthCase(
            "with an address it is done", "Service",
            "{spec: {type: LoadBalancer}, status: {loadBalancer: {ingress: [{ip: 192.0.2.1}]}}}", is: .done),

        HealthCase("an Ingress without an address is done", "Ingress.networking.k8s.io", "{spec: {}}", is: .done),
        HealthCase(
            "an error on a port is told", "Ingress.networking.k8s.io",
            "{status: {loadBalancer: {ingress: [{ports: [{port: 443, protocol: TCP, error: NoCertificate}]}]}}}",
            is: .waiting("port 443: NoCertificate")),

        HealthCase("an active Namespace is done", "Namespace", "{status: {phase: Active}}", is: .done),
        HealthCase(
            "of a Namespace on its way out the obstacle is told", "Namespace",
            """
            {metadata: {deletionTimestamp: '2026-01-01T00:00:00Z'}, status: {phase: Terminating, conditions: [
              {type: NamespaceContentRemaining, status: 'True', reason: SomeResourcesRemain, message: 1 left},
              {type: NamespaceFinalizersRemaining, status: 'True', reason: SomeFinalizersRemain, message: x in 1}]}}
            """, is: .waiting("is being deleted: SomeFinalizersRemain: x in 1")),

        HealthCase(
            "a definition without conditions waits", "CustomResourceDefinition.apiextensions.k8s.io", "{status: {}}",
            is: .waiting("is not established yet")),
        HealthCase(
            "an established one is done", "CustomResourceDefinition.apiextensions.k8s.io",
            "{status: {conditions: [{type: NamesAccepted, status: 'True'}, {type: Established, status: 'True'}]}}",
            is: .done),
        HealthCase(
            "one that is being installed waits", "CustomResourceDefinition.apiextensions.k8s.io",
            "{status: {conditions: [{type: Established, status: 'False', reason: Installing}]}}",
            is: .waiting("is not established yet")),
        HealthCase(
            "names that are taken are a failure", "CustomResourceDefinition.apiextensions.k8s.io",
            "{status: {conditions: [{type: NamesAccepted, status: 'False', reason: PluralConflict, message: taken}]}}",
            is: .failed("PluralConflict: taken")),

        HealthCase(
            "an APIService waits for what serves it", "APIService.apiregistration.k8s.io",
            "{status: {conditions: [{type: Available, status: 'False', reason: MissingEndpoints, message: no address}]}}",
            is: .waiting("MissingEndpoints: no address")),
        HealthCase(
            "one that is reached is done", "APIService.apiregistration.k8s.io",
            "{status: {conditions: [{type: Available, status: 'True'}]}}", is: .done),

        HealthCase(
            "an autoscaler waits for metrics", "HorizontalPodAutoscaler.autoscaling",
            """
            {status: {conditions: [{type: AbleToScale, status: 'True'},
              {type: ScalingActive, status: 'False', reason: FailedGetResourceMetric, message: no metrics}]}}
            """, is: .waiting("FailedGetResourceMetric: no metrics")),
        HealthCase(
            "a selector that is wrong has failed", "HorizontalPodAutoscaler.autoscaling",
            "{status: {conditions: [{type: ScalingActive, status: 'False', reason: InvalidSelector, message: bad}]}}",
            is: .failed("InvalidSelector: bad")),
        HealthCase(
            "at its limit it is done", "HorizontalPodAutoscaler.autoscaling",
            """
            {status: {conditions: [{type: AbleToScale, status: 'True'}, {type: ScalingActive, status: 'True'},
              {type: ScalingLimited, status: 'True', reason: TooManyReplicas}]}}
            """, is: .done),
        HealthCase(
            "a target scaled to zero is left alone", "HorizontalPodAutoscaler.autoscaling",
            "{status: {conditions: [{type: ScalingActive, status: 'False', reason: ScalingDisabled}]}}", is: .done),
        HealthCase(
            "autoscaling/v1 says it by its counts", "HorizontalPodAutoscaler.autoscaling",
            "{status: {currentReplicas: 2, desiredReplicas: 2}}", is: .done),
        HealthCase(
            "a new one waits", "HorizontalPodAutoscaler.autoscaling", "{status: {desiredReplicas: 0}}",
            is: .waiting("has not read its metrics yet")),

        HealthCase(
            "a budget that allows nothing is done", "PodDisruptionBudget.policy",
            "{metadata: {generation: 1}, status: {observedGeneration: 1, disruptionsAllowed: 0}}", is: .done),
        HealthCase(
            "one that cannot be computed waits", "PodDisruptionBudget.policy",
            "{status: {conditions: [{type: DisruptionAllowed, status: 'False', reason: SyncFailed, message: no scale}]}}",
            is: .waiting("SyncFailed: no scale")),
    ])
    func says(_ c: HealthCase) throws { try c.check() }

    @Test func aClaimIsDoneWhereItsClassWaitsForAPod() throws {
        let claim = "{metadata: {name: data, uid: u1}, status: {phase: Pending}}"
        let late = HealthEvidence(storageClass: try yaml("{volumeBindingMode: WaitForFirstConsumer}"))
        try HealthCase("late", "PersistentVolumeClaim", claim, is: .done).check(evidence: late)
        let event = try yaml(
            "{reason: WaitForFirstConsumer, type: Normal, message: m, involvedObject: {name: data, uid: u1}}")
        try HealthCase("event", "PersistentVolumeClaim", claim, is: .done)
            .check(evidence: HealthEvidence(events: [event]))
        let chosen =
            "{metadata: {annotations: {volume.kubernetes.io/selected-node: n1}}, status: {phase: Pending}}"
        try HealthCase("a Pod has come", "PersistentVolumeClaim", chosen, is: .waiting("is not bound"))
            .check(evidence: late)
        let failing = try yaml(
            "{reason: ProvisioningFailed, type: Warning, message: no space, involvedObject: {name: data, uid: u1}}")
        try HealthCase(
            "cause", "PersistentVolumeClaim", claim, is: .waiting("is not bound: ProvisioningFailed: no space")
        ).check(evidence: HealthEvidence(events: [failing]))
    }

    @Test func aMessageIsOneLineOfBoundedLength() {
        let long = Health.waiting(" a\r\n\tb\u{7} " + String(repeating: "x", count: 10_000) + "\n")
        #expect(long.message.hasPrefix("a b xxx") && long.message.count == 601 && long.message.hasSuffix("…"))
        #expect(Health.done.explained("why") == .done)
        #expect(
            Health.waiting("2 of 3 Pods are ready").explained("a Pod finds no node").message
                == "2 of 3 Pods are ready: a Pod finds no node")
    }
}
