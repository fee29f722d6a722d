extension ServedObject {
    static let workloads = [
        ServedObject(
            "Deployment/web: quantities, probes, volumes and what Go code sets",
            git: """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, namespace: team}
                spec:
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}, creationTimestamp: null}
                    spec:
                      hostNetwork: false
                      initContainers: [{name: proxy, image: "proxy:1", restartPolicy: Always}]
                      containers:
                        - name: web
                          image: "web:1"
                          securityContext: {}
                          ports: [{containerPort: 8080}]
                          env:
                            - {name: EMPTY, value: ""}
                            - {name: NODE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
                            - {name: CPUS, valueFrom: {resourceFieldRef: {resource: limits.cpu}}}
                          resources:
                            requests: {cpu: 1000m, memory: 3072Mi}
                            limits: {memory: 4294967296, nvidia.com/gpu: 1}
                          readinessProbe: {httpGet: {port: 8080}}
                          livenessProbe: {grpc: {port: 9090}}
                          volumeMounts: [{name: config, mountPath: /etc/web}]
                      volumes: [{name: config, configMap: {name: settings}}, {name: cache, emptyDir: {sizeLimit: 1024Mi}}]
                      topologySpreadConstraints:
                        - {maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: web}}}
                """,
            live: """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, namespace: team, generation: 1, annotations: {deployment.kubernetes.io/revision: "1"}}
                spec:
                  progressDeadlineSeconds: 600
                  replicas: 1
                  revisionHistoryLimit: 10
                  selector: {matchLabels: {app: web}}
                  strategy: {rollingUpdate: {maxSurge: 25%, maxUnavailable: 25%}, type: RollingUpdate}
                  template:
                    metadata: {labels: {app: web}}
                    spec:
                      initContainers:
                        - {name: proxy, image: "proxy:1", imagePullPolicy: IfNotPresent, resources: {}, restartPolicy: Always,
                           terminationMessagePath: /dev/termination-log, terminationMessagePolicy: File}
                      containers:
                        - name: web
                          image: "web:1"
                          imagePullPolicy: IfNotPresent
                          securityContext: {}
                          ports: [{containerPort: 8080, protocol: TCP}]
                          env:
                            - {name: EMPTY}
                            - {name: NODE, valueFrom: {fieldRef: {apiVersion: v1, fieldPath: spec.nodeName}}}
                            - {name: CPUS, valueFrom: {resourceFieldRef: {divisor: "0", resource: limits.cpu}}}
                          resources:
                            requests: {cpu: "1", memory: 3Gi}
                            limits: {memory: 4Gi, nvidia.com/gpu: "1"}
                          readinessProbe: {failureThreshold: 3, httpGet: {path: /, port: 8080, scheme: HTTP}, periodSeconds: 10,
                            successThreshold: 1, timeoutSeconds: 1}
                          livenessProbe: {failureThreshold: 3, grpc: {port: 9090, service: ""}, periodSeconds: 10,
                            successThreshold: 1, timeoutSeconds: 1}
                          terminationMessagePath: /dev/termination-log
                          terminationMessagePolicy: File
                          volumeMounts: [{name: config, mountPath: /etc/web}]
                      volumes:
                        - {name: config, configMap: {defaultMode: 420, name: settings}}
                        - {name: cache, emptyDir: {sizeLimit: 1Gi}}
                      topologySpreadConstraints:
                        - {maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: web}}}
                      dnsPolicy: ClusterFirst
                      restartPolicy: Always
                      schedulerName: default-scheduler
                      securityContext: {}
                      terminationGracePeriodSeconds: 30
                status: {observedGeneration: 1, replicas: 1, terminatingReplicas: 0}
                """,
            edit: ("memory: 4Gi", "memory: 4G"),
            lines: [
                "drifted Deployment/web",
                " changed .spec.template.spec.containers[name=\"web\"].resources.limits.memory",
            ]),
        ServedObject(
            "StatefulSet/db: a claim template, and a variable that a person adds",
            git: """
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: db, namespace: team}
                spec:
                  serviceName: db
                  selector: {matchLabels: {app: db}}
                  template:
                    metadata: {labels: {app: db}}
                    spec: {containers: [{name: db, image: "db:1", env: [{name: A, value: a}]}]}
                  volumeClaimTemplates:
                    - metadata: {name: data}
                      spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1024Mi}}}
                """,
            live: """
                apiVersion: apps/v1
                kind: StatefulSet
                metadata:
                  name: db
                  namespace: team
                  managedFields:
                    - manager: kubectl-edit
                      operation: Update
                      apiVersion: apps/v1
                      time: "2026-11-01T08:00:00Z"
                      fieldsType: FieldsV1
                      fieldsV1: {"f:spec": {"f:template": {"f:spec": {"f:containers": {'k:{"name":"db"}':
                        {"f:env": {'k:{"name":"B"}': {".": {}, "f:name": {}, "f:value": {}}}}}}}}}
                spec:
                  persistentVolumeClaimRetentionPolicy: {whenDeleted: Retain, whenScaled: Retain}
                  podManagementPolicy: OrderedReady
                  replicas: 1
                  revisionHistoryLimit: 10
                  serviceName: db
                  selector: {matchLabels: {app: db}}
                  template:
                    metadata: {labels: {app: db}}
                    spec:
                      containers:
                        - {name: db, image: "db:1", imagePullPolicy: IfNotPresent, env: [{name: A, value: a}], resources: {},
                           terminationMessagePath: /dev/termination-log, terminationMessagePolicy: File}
                      dnsPolicy: ClusterFirst
                      restartPolicy: Always
                      schedulerName: default-scheduler
                      securityContext: {}
                      terminationGracePeriodSeconds: 30
                  updateStrategy: {rollingUpdate: {partition: 0}, type: RollingUpdate}
                  volumeClaimTemplates:
                    - apiVersion: v1
                      kind: PersistentVolumeClaim
                      metadata: {name: data}
                      spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}, volumeMode: Filesystem}
                      status: {phase: Pending}
                status: {availableReplicas: 1, collisionCount: 0, replicas: 1}
                """,
            edit: ("[{name: A, value: a}]", "[{name: A, value: a}, {name: B, value: b}]"),
            lines: [
                "foreign StatefulSet/db", " foreign .spec.template.spec.containers[name=\"db\"].env[name=\"B\"]",
            ]),
        ServedObject(
            "DaemonSet/agent: a percentage that is no count",
            git: """
                apiVersion: apps/v1
                kind: DaemonSet
                metadata: {name: agent, namespace: team}
                spec:
                  selector: {matchLabels: {app: agent}}
                  updateStrategy: {rollingUpdate: {maxUnavailable: 10%}}
                  template:
                    metadata: {labels: {app: agent}}
                    spec:
                      tolerations: [{operator: Exists}]
                      containers: [{name: agent, image: "agent:1", volumeMounts: [{name: run, mountPath: /run}]}]
                      volumes: [{name: run, hostPath: {path: /run}}]
                """,
            live: """
                apiVersion: apps/v1
                kind: DaemonSet
                metadata: {name: agent, namespace: team, annotations: {deprecated.daemonset.template.generation: "1"}}
                spec:
                  revisionHistoryLimit: 10
                  selector: {matchLabels: {app: agent}}
                  updateStrategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 10%}, type: RollingUpdate}
                  template:
                    metadata: {labels: {app: agent}}
                    spec:
                      tolerations: [{operator: Exists}]
                      containers:
                        - {name: agent, image: "agent:1", imagePullPolicy: IfNotPresent, resources: {},
                           terminationMessagePath: /dev/termination-log, terminationMessagePolicy: File,
                           volumeMounts: [{name: run, mountPath: /run}]}
                      volumes: [{name: run, hostPath: {path: /run, type: ""}}]
                      dnsPolicy: ClusterFirst
                      restartPolicy: Always
                      schedulerName: default-scheduler
                      securityContext: {}
                      terminationGracePeriodSeconds: 30
                status: {currentNumberScheduled: 2}
                """,
            edit: ("maxUnavailable: 10%", "maxUnavailable: 10"),
            lines: ["drifted DaemonSet/agent", " changed .spec.updateStrategy.rollingUpdate.maxUnavailable"]),
        ServedObject(
            "Pod/shell: what admission and the scheduler add",
            git: """
                apiVersion: v1
                kind: Pod
                metadata: {name: shell, namespace: team}
                spec:
                  containers:
                    - {name: shell, image: "shell:1", command: [sh], resources: {limits: {cpu: 500m}},
                       volumeMounts: [{name: home, mountPath: /home}]}
                  volumes: [{name: home, emptyDir: {}}]
                """,
            live: """
                apiVersion: v1
                kind: Pod
                metadata: {name: shell, namespace: team}
                spec:
                  containers:
                    - {name: shell, image: "shell:1", command: [sh], imagePullPolicy: IfNotPresent,
                       resources: {limits: {cpu: 500m}, requests: {cpu: 500m}}, terminationMessagePath: /dev/termination-log,
                       terminationMessagePolicy: File, volumeMounts: [{name: home, mountPath: /home},
                       {name: kube-api-access-x7, mountPath: /var/run/secrets/kubernetes.io/serviceaccount, readOnly: true}]}
                  volumes:
                    - {name: home, emptyDir: {}}
                    - {name: kube-api-access-x7, projected: {defaultMode: 420, sources: [{serviceAccountToken:
                      {expirationSeconds: 3607, path: token}}]}}
                  dnsPolicy: ClusterFirst
                  enableServiceLinks: true
                  nodeName: gpu-1
                  preemptionPolicy: PreemptLowerPriority
                  priority: 0
                  restartPolicy: Always
                  schedulerName: default-scheduler
                  securityContext: {}
                  serviceAccount: default
                  serviceAccountName: default
                  terminationGracePeriodSeconds: 30
                  tolerations: [{effect: NoExecute, key: node.kubernetes.io/not-ready, operator: Exists, tolerationSeconds: 300}]
                status: {phase: Running, resources: {limits: {cpu: 500m}}, observedGeneration: 1}
                """,
            edit: ("command: [sh]", "command: [sh, -x]"),
            lines: ["drifted Pod/shell", " changed .spec.containers[name=\"shell\"].command"]),
    ]
}
