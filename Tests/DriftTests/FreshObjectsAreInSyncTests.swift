import Drift
import ObjectModel
import OpenAPISchema
import Testing

/// What the server fills in when an object is created is nobody's edit, though its creator owns it; a value that only
/// looks like that is found.
@Suite struct FreshObjectsAreInSyncTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var kind: String
        /// In Git: the object's members in flow style.
        var git: String
        /// Live: the same with what was filled in, all of it owned by `kubectl create`.
        var live: String
        /// Paths of the changes.
        var found: [String] = []

        init(_ name: String, _ kind: String, _ git: String, live: String, found: [String] = []) {
            testDescription = name
            self.kind = kind
            self.git = git
            self.live = live
            self.found = found
        }
    }

    @Test(arguments: workloads + core + others + newer) func isJudged(_ item: Case) throws {
        let words = item.kind.split(separator: " ").map(String.init)
        let desired = try object(manifest(words[0], words[1], item.git))
        let live = try document(manifest(words[0], words[1], item.live)).value
        let outcome = ObjectComparison(schema: BuiltinSchema.table).drift(of: desired, live: try created(live))
        #expect(outcome.changes.map(\.path.description) == item.found)
    }

    /// Of a struct whose default is `{}`, the server fills in the members.
    @Test(arguments: [
        ("{}", "{a: x, n: {z: 1}}", 0), ("{}", "{a: y, n: {z: 1}}", 1), ("{list: [{}]}", "{a: x, n: {z: 1}}", 0),
    ])
    func customResourcesAreFilledByTheirSchema(spec: String, filled: String, changes: Int) throws {
        let deep = """
            {type: object, default: {}, properties: {a: {type: string, default: x}, \
            n: {type: object, default: {}, properties: {z: {type: integer, default: 1}}}}}
            """
        let definition = """
            {apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: gizmos.example.com}, \
            spec: {group: example.com, names: {kind: Gizmo, plural: gizmos}, scope: Namespaced, versions: [{name: v1, \
            served: true, storage: true, schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, \
            properties: {deep: \(deep), list: {type: array, items: {type: object, properties: {deep: \(deep)}}}}}}}}}]}}
            """
        let inList = spec == "{}" ? "" : ", list: [{deep: \(filled)}]"
        var schema = BuiltinSchema.table
        schema.merge(CRDReader.table(of: try document(definition).value))
        let desired = try object(manifest("example.com/v1", "Gizmo", "spec: \(spec)"))
        let live = try document(manifest("example.com/v1", "Gizmo", "spec: {deep: \(filled)\(inList)}")).value
        let outcome = ObjectComparison(schema: schema).drift(of: desired, live: try created(live))
        #expect(outcome.changes.count == changes)
    }

    static let workloads: [Case] = [
        Case(
            "one limit of a rolling update", "apps/v1 Deployment", "spec: {strategy: {rollingUpdate: {maxSurge: 1}}}",
            live: "spec: {strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1, maxUnavailable: 25%}}}"),
        Case(
            "the type of a rolling update", "apps/v1 Deployment", "spec: {strategy: {type: RollingUpdate}}",
            live: "spec: {strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 25%, maxUnavailable: 25%}}}"),
        Case(
            "another limit of a rolling update is found", "apps/v1 Deployment",
            "spec: {strategy: {type: RollingUpdate}}",
            live: "spec: {strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 25%, maxUnavailable: 50%}}}",
            found: [".spec.strategy.rollingUpdate"]),
        Case(
            "a rolling update of a DaemonSet", "apps/v1 DaemonSet", "spec: {updateStrategy: {type: RollingUpdate}}",
            live: "spec: {updateStrategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}}"),
        Case(
            "a rolling update of a StatefulSet and its claims", "apps/v1 StatefulSet",
            "spec: {updateStrategy: {rollingUpdate: {}}}",
            live: """
                spec: {updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 0}}, \
                persistentVolumeClaimRetentionPolicy: {whenDeleted: Retain, whenScaled: Retain}}
                """),
        Case(
            "claims that go with their StatefulSet are found", "apps/v1 StatefulSet", "spec: {serviceName: a}",
            live: """
                spec: {serviceName: a, \
                persistentVolumeClaimRetentionPolicy: {whenDeleted: Delete, whenScaled: Retain}}
                """, found: [".spec.persistentVolumeClaimRetentionPolicy"]),
        Case(
            "a claim's template", "apps/v1 StatefulSet",
            "spec: {volumeClaimTemplates: [{metadata: {name: a}, spec: {accessModes: [ReadWriteOnce]}}]}",
            live: """
                spec: {volumeClaimTemplates: [{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: a}, \
                spec: {accessModes: [ReadWriteOnce], volumeMode: Filesystem}, status: {phase: Pending}}]}
                """),
        Case(
            "a port of the host's network", "apps/v1 DaemonSet", template("hostNetwork: true", "containerPort: 80"),
            live: template("hostNetwork: true", "containerPort: 80, hostPort: 80, protocol: TCP")),
        Case(
            "a port of the host for a pod's own network is found", "apps/v1 DaemonSet",
            template("hostNetwork: false", "containerPort: 80"),
            live: template("hostNetwork: false", "containerPort: 80, hostPort: 80, protocol: TCP"),
            found: [
                #".spec.template.spec.containers[name="a"].ports[containerPort=80,protocol="TCP"].hostPort"#
            ]),
        Case(
            "what a Job runs once", "batch/v1 Job", "spec: {template: {spec: {restartPolicy: Never}}}",
            live: "spec: {template: {spec: {restartPolicy: Never}}, completions: 1, parallelism: 1}"),
    ]

    private static func template(_ pod: String, _ port: String) -> String {
        "spec: {template: {spec: {\(pod), containers: [{name: a, image: \"a:1\", ports: [{\(port)}]}]}}}"
    }

    private static func container(_ resources: String) -> String {
        "spec: {containers: [{name: a, image: \"a:1\", resources: {\(resources)}}]}"
    }

    static let core: [Case] = [
        Case(
            "a pod's requests follow its limits", "v1 Pod",
            container("limits: {cpu: 1, memory: 1Gi}, requests: {cpu: 1m}"),
            live: container(#"limits: {cpu: "1", memory: 1Gi}, requests: {cpu: 1m, memory: 1Gi}"#)),
        Case(
            "other requests of a pod are found", "v1 Pod", container("limits: {memory: 1Gi}, requests: {cpu: 1m}"),
            live: container("limits: {memory: 1Gi}, requests: {cpu: 1m, memory: 1Mi}"),
            found: [#".spec.containers[name="a"].resources.requests.memory"#]),
        Case(
            "a limit range's defaults follow its bounds", "v1 LimitRange",
            "spec: {limits: [{type: Container, max: {cpu: 2}, min: {cpu: 1, memory: 1Gi}}]}",
            live: """
                spec: {limits: [{type: Container, max: {cpu: "2"}, min: {cpu: "1", memory: 1Gi}, \
                default: {cpu: "2"}, defaultRequest: {cpu: "2", memory: 1Gi}}]}
                """),
        Case(
            "another default of a limit range is found", "v1 LimitRange",
            "spec: {limits: [{type: Container, max: {cpu: 2}, default: {memory: 1Gi}}]}",
            live: """
                spec: {limits: [{type: Container, max: {cpu: "2"}, default: {cpu: "1", memory: 1Gi}, \
                defaultRequest: {cpu: "1", memory: 1Gi}}]}
                """, found: [".spec.limits[0].default.cpu"]),
        Case(
            "a controller's selector comes from its template", "v1 ReplicationController",
            "spec: {template: {metadata: {labels: {app: a}}}}",
            live: "spec: {selector: {app: a}, template: {metadata: {labels: {app: a}}}}"),
    ]

    static let others: [Case] = [
        Case(
            "a policy of ingress", "networking.k8s.io/v1 NetworkPolicy", "spec: {podSelector: {}}",
            live: "spec: {podSelector: {}, policyTypes: [Ingress]}"),
        Case(
            "a policy with rules for egress", "networking.k8s.io/v1 NetworkPolicy",
            "spec: {podSelector: {}, egress: [{}]}",
            live: "spec: {podSelector: {}, egress: [{}], policyTypes: [Ingress, Egress]}"),
        Case(
            "a policy that came to close egress is found", "networking.k8s.io/v1 NetworkPolicy",
            "spec: {podSelector: {}}", live: "spec: {podSelector: {}, policyTypes: [Ingress, Egress]}",
            found: [".spec.policyTypes"]),
        Case(
            "parameters of an ingress class", "networking.k8s.io/v1 IngressClass",
            "spec: {controller: a/b, parameters: {kind: A, name: a}}",
            live: "spec: {controller: a/b, parameters: {kind: A, name: a, scope: Cluster}}"),
        Case(
            "subjects of a binding", "rbac.authorization.k8s.io/v1 RoleBinding",
            "subjects: [{kind: User, name: a}, {kind: ServiceAccount, name: a}]",
            live: """
                subjects: [{kind: User, name: a, apiGroup: rbac.authorization.k8s.io}, \
                {kind: ServiceAccount, name: a}]
                """),
        Case(
            "what an autoscaler goes by", "autoscaling/v2 HorizontalPodAutoscaler", "spec: {maxReplicas: 2}",
            live: """
                spec: {maxReplicas: 2, minReplicas: 1, metrics: [{type: Resource, resource: {name: cpu, \
                target: {type: Utilization, averageUtilization: 80}}}]}
                """),
        Case(
            "how an autoscaler goes up and down", "autoscaling/v2 HorizontalPodAutoscaler",
            "spec: {behavior: {scaleDown: {stabilizationWindowSeconds: 60}}}",
            live: """
                spec: {behavior: {scaleDown: {stabilizationWindowSeconds: 60, selectPolicy: Max, \
                policies: [{type: Percent, value: 100, periodSeconds: 15}]}, \
                scaleUp: {stabilizationWindowSeconds: 0, selectPolicy: Max, policies: [\
                {type: Pods, value: 4, periodSeconds: 15}, {type: Percent, value: 100, periodSeconds: 15}]}}}
                """),
        Case(
            "names of a custom resource", "apiextensions.k8s.io/v1 CustomResourceDefinition",
            "spec: {names: {kind: FooBar, plural: foobars}}",
            live: "spec: {names: {kind: FooBar, plural: foobars, listKind: FooBarList, singular: foobar}}"),
        Case(
            "how a driver's volumes live", "storage.k8s.io/v1 CSIDriver", "spec: {attachRequired: false}",
            live: "spec: {attachRequired: false, podInfoOnMount: false, volumeLifecycleModes: [Persistent]}"),
        Case(
            "another way that a driver's volumes live is found", "storage.k8s.io/v1 CSIDriver",
            "spec: {volumeLifecycleModes: [Ephemeral]}",
            live: "spec: {volumeLifecycleModes: [Ephemeral, Persistent]}",
            found: [#".spec.volumeLifecycleModes[="Persistent"]"#]),
    ]

    /// Kinds that servers before 1.30 do not have.
    static let newer: [Case] = [
        Case(
            "an admission policy", "admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy",
            "spec: {matchConstraints: {resourceRules: [{resources: [pods]}]}}",
            live: """
                spec: {failurePolicy: Fail, matchConstraints: {matchPolicy: Equivalent, namespaceSelector: {}, \
                objectSelector: {}, resourceRules: [{resources: [pods], scope: "*"}]}}
                """),
        Case(
            "a binding that looks away is found", "admissionregistration.k8s.io/v1 ValidatingAdmissionPolicyBinding",
            "spec: {policyName: a, matchResources: {}}",
            live: "spec: {policyName: a, matchResources: {matchPolicy: Exact}}",
            found: [".spec.matchResources.matchPolicy"]),
        Case(
            "a Job by index with a policy for failures", "batch/v1 Job",
            "spec: {backoffLimitPerIndex: 1, podFailurePolicy: {rules: [{onPodConditions: [{type: A}]}]}}",
            live: """
                spec: {backoffLimitPerIndex: 1, backoffLimit: 2147483647, podReplacementPolicy: Failed, \
                podFailurePolicy: {rules: [{onPodConditions: [{type: A, status: "True"}]}]}}
                """),
        Case(
            "a Job that never gives up is found", "batch/v1 Job", "spec: {completions: 1}",
            live: "spec: {completions: 1, backoffLimit: 2147483647}", found: [".spec.backoffLimit"]),
        Case(
            "a claim for devices", "resource.k8s.io/v1 ResourceClaim",
            "spec: {devices: {requests: [{name: gpu, exactly: {deviceClassName: gpu}}]}}",
            live: """
                spec: {devices: {requests: [{name: gpu, exactly: {deviceClassName: gpu, \
                allocationMode: ExactCount, count: 1}}]}}
                """),
        Case(
            "a claim for more devices is found", "resource.k8s.io/v1 ResourceClaim",
            "spec: {devices: {requests: [{name: gpu, exactly: {deviceClassName: gpu}}]}}",
            live: """
                spec: {devices: {requests: [{name: gpu, exactly: {deviceClassName: gpu, \
                allocationMode: ExactCount, count: 8}}]}}
                """, found: [".spec.devices.requests[0].exactly.count"]),
        Case(
            "a priority level", "flowcontrol.apiserver.k8s.io/v1 PriorityLevelConfiguration",
            "spec: {type: Limited, limited: {limitResponse: {type: Queue, queuing: {queues: 16}}}}",
            live: """
                spec: {type: Limited, limited: {nominalConcurrencyShares: 30, lendablePercent: 0, \
                limitResponse: {type: Queue, queuing: {queues: 16, handSize: 8, queueLengthLimit: 50}}}}
                """),
    ]
}
