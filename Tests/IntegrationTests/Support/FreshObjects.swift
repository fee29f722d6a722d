/// Manifests of many kinds that leave out what the server fills in; `NAMESPACE` makes names of the cluster unique.
enum FreshObjects {
    static let workloads = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: hostnet, labels: {app: hostnet}}
        spec:
          selector: {matchLabels: {app: hostnet}}
          strategy: {type: RollingUpdate}
          template:
            metadata: {labels: {app: hostnet}}
            spec:
              hostNetwork: true
              serviceAccountName: default
              initContainers:
              - {name: init, image: busybox, command: [sh, -c, "true"]}
              containers:
              - name: a
                image: nginx:1.25
                ports:
                - {containerPort: 8080, name: http}
                - {containerPort: 8443}
                resources: {limits: {cpu: "1", memory: 1Gi}, requests: {cpu: 500m}}
                livenessProbe: {httpGet: {port: 8080}}
                readinessProbe: {tcpSocket: {port: http}}
                startupProbe: {exec: {command: [cat, /x]}}
                lifecycle: {preStop: {httpGet: {port: 8080, path: /stop}}, postStart: {exec: {command: ["true"]}}}
                env:
                - {name: A, value: "1"}
                - {name: B, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
                - {name: C, valueFrom: {configMapKeyRef: {name: x, key: yk, optional: true}}}
                - {name: D, valueFrom: {resourceFieldRef: {resource: limits.cpu}}}
                - {name: E}
                envFrom: [{secretRef: {name: s, optional: true}}]
                volumeMounts: [{name: tmp, mountPath: /tmp}, {name: cm, mountPath: /cm, readOnly: true}]
                securityContext: {capabilities: {drop: [ALL]}, runAsNonRoot: false}
              volumes:
              - {name: tmp}
              - {name: cm, configMap: {name: x, items: [{key: a, path: b}]}}
              - {name: sec, secret: {secretName: s}}
              - {name: hp, hostPath: {path: /dev}}
              - {name: em, emptyDir: {medium: Memory, sizeLimit: 1024Mi}}
              - {name: da, downwardAPI: {items: [{path: x, fieldRef: {fieldPath: metadata.labels}}]}}
              - {name: pr, projected: {sources: [{serviceAccountToken: {path: t}}, {configMap: {name: x}}, {downwardAPI: {items: [{path: x, fieldRef: {fieldPath: metadata.labels}}]}}]}}
              - {name: pvc, persistentVolumeClaim: {claimName: c}}
              - {name: nfs, nfs: {server: a, path: /b}}
              - {name: csi, csi: {driver: x.y}}
              - {name: iscsi, iscsi: {targetPortal: "1.2.3.4", iqn: iqn.2001-04.com.example:x, lun: 0}}
              - {name: rbd, rbd: {monitors: ["a"], image: x}}
              - {name: az, azureDisk: {diskName: a, diskURI: "https://a.blob.core.windows.net/c/d.vhd"}}
              - {name: sio, scaleIO: {gateway: a, system: b, secretRef: {name: x}, volumeName: v}}
              affinity:
                podAntiAffinity:
                  preferredDuringSchedulingIgnoredDuringExecution:
                  - {weight: 1, podAffinityTerm: {topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: hostnet}}}}
              tolerations: [{operator: Exists}]
              topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway, labelSelector: {matchLabels: {app: hostnet}}}]
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: surge}
        spec:
          selector: {matchLabels: {app: surge}}
          strategy: {rollingUpdate: {maxSurge: 1}}
          template:
            metadata: {labels: {app: surge}}
            spec: {containers: [{name: a, image: "nginx@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}]}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: recreate}
        spec:
          replicas: 0
          selector: {matchLabels: {app: recreate}}
          strategy: {type: Recreate}
          template:
            metadata: {labels: {app: recreate}}
            spec: {containers: [{name: a, image: "reg.local:5000/nginx"}]}
        ---
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: db}
        spec:
          serviceName: db
          selector: {matchLabels: {app: db}}
          updateStrategy: {type: RollingUpdate}
          template:
            metadata: {labels: {app: db}}
            spec: {containers: [{name: a, image: pg:1, volumeMounts: [{name: data, mountPath: /d}]}]}
          volumeClaimTemplates:
          - metadata: {name: data}
            spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 10Gi}}}
        ---
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: db2}
        spec:
          serviceName: db
          selector: {matchLabels: {app: db2}}
          updateStrategy: {rollingUpdate: {}}
          template:
            metadata: {labels: {app: db2}}
            spec: {containers: [{name: a, image: pg:1}]}
        ---
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: ds}
        spec:
          selector: {matchLabels: {app: ds}}
          updateStrategy: {type: RollingUpdate}
          template:
            metadata: {labels: {app: ds}}
            spec:
              hostNetwork: true
              containers: [{name: a, image: pg:1, ports: [{containerPort: 9400, name: m}]}]
        ---
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: ds2}
        spec:
          selector: {matchLabels: {app: ds2}}
          updateStrategy: {type: OnDelete}
          template:
            metadata: {labels: {app: ds2}}
            spec: {containers: [{name: a, image: pg:1}]}
        ---
        apiVersion: batch/v1
        kind: Job
        metadata: {name: j1}
        spec:
          template:
            metadata: {labels: {app: j1}}
            spec: {restartPolicy: Never, containers: [{name: a, image: "x:1"}]}
        ---
        apiVersion: batch/v1
        kind: Job
        metadata: {name: j2}
        spec:
          parallelism: 3
          template:
            spec: {restartPolicy: OnFailure, containers: [{name: a, image: "x:1"}]}
        ---
        apiVersion: batch/v1beta1
        kind: CronJob
        metadata: {name: cj}
        spec:
          schedule: "*/5 * * * *"
          jobTemplate:
            spec:
              template:
                spec: {restartPolicy: OnFailure, containers: [{name: a, image: "x:1"}]}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: bare}
        spec:
          hostNetwork: true
          containers:
          - {name: a, image: "x:1", resources: {limits: {cpu: "1", memory: 1Gi}, requests: {cpu: 500m}}, ports: [{containerPort: 80}]}
          - {name: b, image: "x:1", resources: {limits: {cpu: "1"}}}
        ---
        apiVersion: v1
        kind: ReplicationController
        metadata: {name: rc}
        spec:
          template:
            metadata: {labels: {app: rc}}
            spec: {containers: [{name: a, image: "x:1"}]}
        ---
        apiVersion: apps/v1
        kind: ReplicaSet
        metadata: {name: rs}
        spec:
          selector: {matchLabels: {app: rs}}
          template:
            metadata: {labels: {app: rs}}
            spec: {containers: [{name: a, image: "x:1"}]}
        ---
        apiVersion: v1
        kind: PodTemplate
        metadata: {name: pt}
        template:
          metadata: {labels: {app: rs}}
          spec: {containers: [{name: a, image: "x:1"}]}

        """
}
