extension ServedObject {
    static let storage = [
        ServedObject(
            "PersistentVolumeClaim/data: E11 what binding sets, and a claim that was grown",
            git: """
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: data, namespace: team}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1024Mi}}}
                """,
            live: """
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: data, namespace: team, annotations: {pv.kubernetes.io/bind-completed: "yes"}}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}, storageClassName: fast,
                  volumeMode: Filesystem, volumeName: pv-1}
                status: {phase: Bound, capacity: {storage: 1Gi}}
                """,
            edit: ("requests: {storage: 1Gi}", "requests: {storage: 2Gi}"),
            lines: ["drifted PersistentVolumeClaim/data", " immutable .spec.resources.requests.storage"]),
        ServedObject(
            "PersistentVolume/pv-1: the claim that took it",
            git: """
                apiVersion: v1
                kind: PersistentVolume
                metadata: {name: pv-1}
                spec: {capacity: {storage: 1Ti}, accessModes: [ReadWriteOnce], nfs: {server: nfs, path: /a}}
                """,
            live: """
                apiVersion: v1
                kind: PersistentVolume
                metadata: {name: pv-1, finalizers: [kubernetes.io/pv-protection]}
                spec: {capacity: {storage: 1024Gi}, accessModes: [ReadWriteOnce], nfs: {server: nfs, path: /a},
                  claimRef: {apiVersion: v1, kind: PersistentVolumeClaim, name: data, namespace: team, uid: u},
                  persistentVolumeReclaimPolicy: Retain, volumeMode: Filesystem}
                status: {phase: Bound}
                """,
            edit: ("storage: 1024Gi", "storage: 2Ti"),
            lines: ["drifted PersistentVolume/pv-1", " changed .spec.capacity.storage"]),
        ServedObject(
            "StorageClass/fast: B13 false that is no absence",
            git: """
                apiVersion: storage.k8s.io/v1
                kind: StorageClass
                metadata: {name: fast}
                provisioner: csi.example.com
                allowVolumeExpansion: true
                """,
            live: """
                apiVersion: storage.k8s.io/v1
                kind: StorageClass
                metadata: {name: fast}
                provisioner: csi.example.com
                allowVolumeExpansion: true
                reclaimPolicy: Delete
                volumeBindingMode: Immediate
                """,
            edit: ("allowVolumeExpansion: true\n", ""),
            lines: ["drifted StorageClass/fast", " changed .allowVolumeExpansion"]),
        ServedObject(
            "CSIDriver/csi.example.com: a set in any order",
            git: """
                apiVersion: storage.k8s.io/v1
                kind: CSIDriver
                metadata: {name: csi.example.com}
                spec: {volumeLifecycleModes: [Persistent, Ephemeral]}
                """,
            live: """
                apiVersion: storage.k8s.io/v1
                kind: CSIDriver
                metadata: {name: csi.example.com}
                spec: {attachRequired: true, fsGroupPolicy: ReadWriteOnceWithFSType, podInfoOnMount: false,
                  requiresRepublish: false, seLinuxMount: false, storageCapacity: false,
                  volumeLifecycleModes: [Ephemeral, Persistent]}
                """,
            edit: ("[Ephemeral, Persistent]", "[Persistent]"),
            lines: [
                "drifted CSIDriver/csi.example.com", " changed .spec.volumeLifecycleModes[=\"Ephemeral\"]",
            ]),
        ServedObject(
            "VolumeAttributesClass/gold: a kind that the test-bed's server does not know",
            git: """
                apiVersion: storage.k8s.io/v1
                kind: VolumeAttributesClass
                metadata: {name: gold}
                driverName: csi.example.com
                parameters: {iops: "5000"}
                """,
            live: """
                apiVersion: storage.k8s.io/v1
                kind: VolumeAttributesClass
                metadata: {name: gold}
                driverName: csi.example.com
                parameters: {iops: "5000"}
                """,
            edit: ("\"5000\"", "\"9000\""), lines: ["drifted VolumeAttributesClass/gold", " changed .parameters.iops"]),
    ]
}
