extension FreshObjects {
    static let cluster = """
        apiVersion: policy/v1beta1
        kind: PodDisruptionBudget
        metadata: {name: pdb}
        spec: {minAvailable: 1, selector: {matchLabels: {a: b}}}
        ---
        apiVersion: autoscaling/v2beta2
        kind: HorizontalPodAutoscaler
        metadata: {name: hpa1}
        spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: none}, maxReplicas: 3}
        ---
        apiVersion: autoscaling/v2beta2
        kind: HorizontalPodAutoscaler
        metadata: {name: hpa2}
        spec:
          scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: none}
          maxReplicas: 3
          metrics: [{type: Resource, resource: {name: memory, target: {type: AverageValue, averageValue: 1024Mi}}}]
          behavior: {scaleDown: {stabilizationWindowSeconds: 60}}
        ---
        apiVersion: autoscaling/v1
        kind: HorizontalPodAutoscaler
        metadata: {name: hpa3}
        spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: none}, maxReplicas: 3, targetCPUUtilizationPercentage: 50}
        ---
        apiVersion: autoscaling/v1
        kind: HorizontalPodAutoscaler
        metadata: {name: hpa4}
        spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: none}, maxReplicas: 3}
        ---
        apiVersion: v1
        kind: LimitRange
        metadata: {name: lr}
        spec: {limits: [{type: Container, max: {cpu: "2", memory: 2048Mi}, min: {cpu: 10m}}, {type: Pod, max: {cpu: "4"}}]}
        ---
        apiVersion: v1
        kind: ResourceQuota
        metadata: {name: rq}
        spec: {hard: {cpu: 1000m, memory: 1024Mi, pods: "10", requests.nvidia.com/gpu: "4"}, scopeSelector: {matchExpressions: [{scopeName: PriorityClass, operator: Exists}]}}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: r}
        rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: rb}
        roleRef: {kind: Role, name: r, apiGroup: rbac.authorization.k8s.io}
        subjects: [{kind: User, name: u}, {kind: Group, name: g}, {kind: ServiceAccount, name: s, namespace: default}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: NAMESPACE-cr}
        rules: [{nonResourceURLs: ["/x"], verbs: [get]}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: NAMESPACE-agg}
        aggregationRule: {clusterRoleSelectors: [{matchLabels: {x: yv}}]}
        rules: []
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: NAMESPACE-crb}
        roleRef: {kind: ClusterRole, name: NAMESPACE-cr, apiGroup: rbac.authorization.k8s.io}
        subjects: [{kind: Group, name: g}]
        ---
        apiVersion: scheduling.k8s.io/v1
        kind: PriorityClass
        metadata: {name: NAMESPACE-pc}
        value: 10
        ---
        apiVersion: node.k8s.io/v1
        kind: RuntimeClass
        metadata: {name: NAMESPACE-nvidia}
        handler: nvidia
        overhead: {podFixed: {cpu: "0.25", memory: 100Mi}}
        ---
        apiVersion: storage.k8s.io/v1
        kind: StorageClass
        metadata: {name: NAMESPACE-sc}
        provisioner: a.b/c
        ---
        apiVersion: storage.k8s.io/v1
        kind: CSIDriver
        metadata: {name: NAMESPACE.csi}
        spec: {}
        ---
        apiVersion: v1
        kind: PersistentVolume
        metadata: {name: NAMESPACE-pv}
        spec: {capacity: {storage: 1024Mi}, accessModes: [ReadWriteOnce], hostPath: {path: /x}}
        ---
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: pvc}
        spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1024Mi}}}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: sec}
        stringData: {a: b}
        data: {c: ZA==}
        ---
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: sa}
        imagePullSecrets: [{name: x}]
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: cm}
        ---
        apiVersion: v1
        kind: Namespace
        metadata: {name: NAMESPACE-ns}
        ---
        apiVersion: coordination.k8s.io/v1
        kind: Lease
        metadata: {name: lease}
        spec: {leaseDurationSeconds: 15}
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingWebhookConfiguration
        metadata: {name: NAMESPACE-vwc}
        webhooks:
        - name: a.b.c
          admissionReviewVersions: [v1]
          sideEffects: None
          failurePolicy: Ignore
          clientConfig: {service: {name: x, namespace: yn}}
          rules: [{apiGroups: [x.y], apiVersions: [v1], operations: [CREATE], resources: [zs]}]
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: MutatingWebhookConfiguration
        metadata: {name: NAMESPACE-mwc}
        webhooks:
        - name: a.b.c
          admissionReviewVersions: [v1]
          sideEffects: None
          failurePolicy: Ignore
          clientConfig: {url: "https://a.b/c"}
          objectSelector: {matchLabels: {a: b}}
          rules: [{apiGroups: [x.y], apiVersions: [v1], operations: [CREATE], resources: [zs]}]
        ---
        apiVersion: flowcontrol.apiserver.k8s.io/v1beta1
        kind: FlowSchema
        metadata: {name: NAMESPACE-fs}
        spec:
          priorityLevelConfiguration: {name: global-default}
          rules: [{subjects: [{kind: Group, group: {name: x}}], resourceRules: [{apiGroups: [""], resources: ["*"], verbs: ["*"], namespaces: ["*"]}]}]
        ---
        apiVersion: flowcontrol.apiserver.k8s.io/v1beta1
        kind: PriorityLevelConfiguration
        metadata: {name: NAMESPACE-plc}
        spec: {type: Limited, limited: {limitResponse: {type: Queue, queuing: {}}}}

        """
}
