extension ScenarioTable {
    /// A namespaced object of some kind, created and applied: what Go makes of it.
    private static func kind(_ title: String, _ path: String, _ name: String, _ body: String) -> Scenario {
        Scenario(
            title,
            [
                .apply("\(path)/\(name)", by: "git", body), .get("\(path)/\(name)"),
                .delete("\(path)/\(name)?propagationPolicy=Background"),
                .post(path, body),
                .patch("\(path)/\(name)?fieldManager=hand", "merge", #"{"metadata":{"labels":{"edited":"yes"}}}"#),
            ])
    }

    /// What a controller must agree to before it goes is only made and looked at.
    private static func claim(_ title: String, _ path: String, _ name: String, _ body: String) -> Scenario {
        Scenario(
            title,
            [
                .apply("\(path)/\(name)", by: "git", body), .get("\(path)/\(name)"),
                .patch("\(path)/\(name)", "merge", #"{"spec":{"accessModes":["ReadWriteMany"]}}"#)
                    .comparing(.members(["/code", "/reason", "/details/causes/0/field", "/details/causes/0/reason"])),
                .patch("\(path)/\(name)?fieldManager=hand", "merge", #"{"metadata":{"labels":{"edited":"yes"}}}"#),
            ])
    }

    private static let pod =
        #""spec":{"containers":[{"name":"app","image":"registry.example.com/app:1.2","env":[{"name":"NODE","valueFrom":{"fieldRef":{"fieldPath":"spec.nodeName"}}},{"name":"E","value":""}],"livenessProbe":{"httpGet":{"port":"http"}},"readinessProbe":{"tcpSocket":{"port":80},"periodSeconds":5},"lifecycle":{"preStop":{"exec":{"command":["sleep","1"]}}},"ports":[{"name":"http","containerPort":8080}],"resources":{"limits":{"nvidia.com/gpu":"1","cpu":"0.5","memory":"1024Mi"}},"securityContext":{"runAsNonRoot":true,"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]}},"volumeMounts":[{"name":"c","mountPath":"/c"},{"name":"e","mountPath":"/e"}]}],"volumes":[{"name":"c","configMap":{"name":"c"}},{"name":"e","emptyDir":{}},{"name":"s","secret":{"secretName":"s"}},{"name":"h","hostPath":{"path":"/x"}},{"name":"d","downwardAPI":{"items":[{"path":"l","fieldRef":{"fieldPath":"metadata.labels"}}]}},{"name":"p","projected":{"sources":[{"serviceAccountToken":{"path":"t"}}]}}],"tolerations":[{"key":"nvidia.com/gpu","operator":"Exists","effect":"NoSchedule"}],"serviceAccountName":"sa","nodeSelector":{"gpu":"yes"},"affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"x","operator":"Exists"}]}]}}}"#

    private static let template = #""template":{"metadata":{"labels":{"a":"b"}},"# + pod + "}}"

    static let kinds: [Scenario] = [
        kind(
            "a Deployment with everything", deployments, "d",
            #"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d"},"spec":{"selector":{"matchLabels":{"a":"b"}},"#
                + template + "}}"),
        kind(
            "a DaemonSet", "/apis/apps/v1/namespaces/{ns}/daemonsets", "d",
            #"{"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"name":"d"},"spec":{"selector":{"matchLabels":{"a":"b"}},"#
                + template + "}}"),
        kind(
            "a StatefulSet with claims", "/apis/apps/v1/namespaces/{ns}/statefulsets", "d",
            #"{"apiVersion":"apps/v1","kind":"StatefulSet","metadata":{"name":"d"},"spec":{"serviceName":"d","selector":{"matchLabels":{"a":"b"}},"volumeClaimTemplates":[{"metadata":{"name":"data"},"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"10Gi"}}}}],"#
                + template + "}}"),
        Scenario(
            "a Job",
            [
                .post(
                    "/apis/batch/v1/namespaces/{ns}/jobs",
                    #"{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"j"},"spec":{"backoffLimit":2,"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"a","image":"b"}]}}}}"#
                ),
                .patch(
                    "/apis/batch/v1/namespaces/{ns}/jobs/j", "merge",
                    #"{"spec":{"template":{"spec":{"restartPolicy":"OnFailure"}}}}"#
                ).comparing(.members(["/code", "/reason", "/details/causes/0/field"])),
                .post(
                    "/apis/batch/v1/namespaces/{ns}/jobs",
                    #"{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"k"},"spec":{"template":{"spec":{"containers":[{"name":"a","image":"b"}]}}}}"#
                ),
            ]),
        kind(
            "a CronJob", "/apis/batch/v1beta1/namespaces/{ns}/cronjobs", "c",
            #"{"apiVersion":"batch/v1beta1","kind":"CronJob","metadata":{"name":"c"},"spec":{"schedule":"0 3 * * *","jobTemplate":{"spec":{"template":{"spec":{"restartPolicy":"OnFailure","containers":[{"name":"a","image":"b:1"}]}}}}}}"#
        ),
        Scenario(
            "a Service",
            [
                .apply(
                    "/api/v1/namespaces/{ns}/services/s", by: "git",
                    #"{"apiVersion":"v1","kind":"Service","metadata":{"name":"s"},"spec":{"selector":{"a":"b"},"ports":[{"name":"http","port":80,"protocol":"TCP"},{"name":"m","port":9090,"protocol":"TCP","targetPort":"metrics"}]}}"#
                ),
                .apply(
                    "/api/v1/namespaces/{ns}/services/s", by: "git",
                    #"{"apiVersion":"v1","kind":"Service","metadata":{"name":"s"},"spec":{"selector":{"a":"c"},"ports":[{"name":"http","port":80,"protocol":"TCP"}]}}"#
                ),
                .delete("/api/v1/namespaces/{ns}/services/s"),
                .post(
                    "/api/v1/namespaces/{ns}/services",
                    #"{"apiVersion":"v1","kind":"Service","metadata":{"name":"h"},"spec":{"clusterIP":"None","selector":{"a":"b"},"ports":[{"port":80}]}}"#
                ),
                .post(
                    "/api/v1/namespaces/{ns}/services",
                    #"{"apiVersion":"v1","kind":"Service","metadata":{"name":"n"},"spec":{"type":"NodePort","ports":[{"port":80}]}}"#
                ).comparing(.members(["/spec/type", "/spec/externalTrafficPolicy", "/spec/ports/0/targetPort"])),
                .post(
                    "/api/v1/namespaces/{ns}/services",
                    #"{"apiVersion":"v1","kind":"Service","metadata":{"name":"x"},"spec":{}}"#),
            ]),
        Scenario(
            "a Secret",
            [
                .post(
                    "/api/v1/namespaces/{ns}/secrets",
                    #"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s"},"data":{"a":"eA=="},"stringData":{"b":"yö","a":"z"}}"#
                ),
                .apply(
                    "/api/v1/namespaces/{ns}/secrets/t", by: "git",
                    #"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"t"},"stringData":{"b":"y"}}"#),
                .apply(
                    "/api/v1/namespaces/{ns}/secrets/t", by: "git",
                    #"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"t"},"stringData":{"b":"z"}}"#),
                .patch("/api/v1/namespaces/{ns}/secrets/t", "merge", #"{"type":"other"}"#),
            ]),
        Scenario(
            "immutable ConfigMaps and odd keys",
            [
                .post(maps, #"{"metadata":{"name":"a"},"data":{"a":"1"},"immutable":true}"#),
                .patch("\(maps)/a", "merge", #"{"data":{"a":"2"}}"#),
                .patch("\(maps)/a", "merge", #"{"immutable":false}"#), .post(maps, map("b", #"{"a b":"1"}"#)),
                .post(maps, #"{"metadata":{"name":"c"},"data":{},"binaryData":{"x":"AAE="}}"#),
            ]),
        claim(
            "a PersistentVolumeClaim", "/api/v1/namespaces/{ns}/persistentvolumeclaims", "p",
            #"{"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"name":"p"},"spec":{"accessModes":["ReadWriteOnce"],"storageClassName":"fast","resources":{"requests":{"storage":"1024Mi"}}}}"#
        ),
        kind(
            "a ServiceAccount", "/api/v1/namespaces/{ns}/serviceaccounts", "s",
            #"{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"s"},"imagePullSecrets":[{"name":"r"}]}"#),
        kind(
            "a ResourceQuota", "/api/v1/namespaces/{ns}/resourcequotas", "q",
            #"{"apiVersion":"v1","kind":"ResourceQuota","metadata":{"name":"q"},"spec":{"hard":{"requests.nvidia.com/gpu":"8","pods":50,"limits.cpu":"2000m"}}}"#
        ),
        kind(
            "a LimitRange", "/api/v1/namespaces/{ns}/limitranges", "l",
            #"{"apiVersion":"v1","kind":"LimitRange","metadata":{"name":"l"},"spec":{"limits":[{"type":"Container","default":{"cpu":"500m"},"max":{"cpu":"2","memory":"1Gi"},"min":{"memory":"64Mi"}}]}}"#
        ),
        kind(
            "a NetworkPolicy", "/apis/networking.k8s.io/v1/namespaces/{ns}/networkpolicies", "n",
            #"{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"n"},"spec":{"podSelector":{},"egress":[{"to":[{"namespaceSelector":{"matchLabels":{"a":"b"}}}],"ports":[{"port":53},{"port":"dns","protocol":"UDP"}]}]}}"#
        ),
        kind(
            "an Ingress", "/apis/networking.k8s.io/v1/namespaces/{ns}/ingresses", "i",
            #"{"apiVersion":"networking.k8s.io/v1","kind":"Ingress","metadata":{"name":"i"},"spec":{"rules":[{"host":"a.example.com","http":{"paths":[{"path":"/","pathType":"Prefix","backend":{"service":{"name":"s","port":{"number":80}}}}]}}]}}"#
        ),
        kind(
            "a PodDisruptionBudget", "/apis/policy/v1beta1/namespaces/{ns}/poddisruptionbudgets", "p",
            #"{"apiVersion":"policy/v1beta1","kind":"PodDisruptionBudget","metadata":{"name":"p"},"spec":{"minAvailable":1,"selector":{"matchLabels":{"a":"b"}}}}"#
        ),
        kind(
            "a HorizontalPodAutoscaler", "/apis/autoscaling/v2beta2/namespaces/{ns}/horizontalpodautoscalers", "h",
            #"{"apiVersion":"autoscaling/v2beta2","kind":"HorizontalPodAutoscaler","metadata":{"name":"h"},"spec":{"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"d"},"maxReplicas":4,"metrics":[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":70}}}],"behavior":{"scaleDown":{"stabilizationWindowSeconds":60}}}}"#
        ),
        kind(
            "a Role", "/apis/rbac.authorization.k8s.io/v1/namespaces/{ns}/roles", "r",
            #"{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"r"},"rules":[{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}]}"#
        ),
        Scenario(
            "a RoleBinding",
            [
                .apply(
                    "/apis/rbac.authorization.k8s.io/v1/namespaces/{ns}/rolebindings/r", by: "git",
                    #"{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"r"},"roleRef":{"kind":"ClusterRole","name":"view"},"subjects":[{"kind":"Group","name":"g"},{"kind":"ServiceAccount","name":"s","namespace":"{ns}"}]}"#
                ),
                .post(
                    "/apis/rbac.authorization.k8s.io/v1/namespaces/{ns}/rolebindings",
                    #"{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"s"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"view"},"subjects":[{"kind":"User","name":"u"}]}"#
                ),
                .patch(
                    "/apis/rbac.authorization.k8s.io/v1/namespaces/{ns}/rolebindings/s", "merge",
                    #"{"roleRef":{"name":"edit"}}"#),
            ]),
        Scenario(
            "cluster-scoped kinds",
            [
                .apply(
                    "/api/v1/namespaces/x-{id}", by: "git",
                    #"{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"x-{id}","labels":{"pod-security.kubernetes.io/enforce":"restricted"}}}"#
                ),
                .apply(
                    "/apis/scheduling.k8s.io/v1/priorityclasses/{id}", by: "git",
                    #"{"apiVersion":"scheduling.k8s.io/v1","kind":"PriorityClass","metadata":{"name":"{id}"},"value":1000}"#
                ),
                .patch("/apis/scheduling.k8s.io/v1/priorityclasses/{id}", "merge", #"{"value":2000}"#),
                .apply(
                    "/apis/node.k8s.io/v1/runtimeclasses/{id}", by: "git",
                    #"{"apiVersion":"node.k8s.io/v1","kind":"RuntimeClass","metadata":{"name":"{id}"},"handler":"nvidia"}"#
                ),
                .apply(
                    "/apis/storage.k8s.io/v1/storageclasses/{id}", by: "git",
                    #"{"apiVersion":"storage.k8s.io/v1","kind":"StorageClass","metadata":{"name":"{id}"},"provisioner":"example.com/x","parameters":{"a":"b"}}"#
                ),
                .patch("/apis/storage.k8s.io/v1/storageclasses/{id}", "merge", #"{"parameters":{"a":"c"}}"#),
                .apply(
                    "/apis/rbac.authorization.k8s.io/v1/clusterroles/{id}", by: "git",
                    #"{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"{id}"},"rules":[{"nonResourceURLs":["/metrics"],"verbs":["get"]}]}"#
                ),
                .apply(
                    "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/{id}", by: "git",
                    #"{"apiVersion":"admissionregistration.k8s.io/v1","kind":"ValidatingWebhookConfiguration","metadata":{"name":"{id}"},"webhooks":[{"name":"a.example.com","sideEffects":"None","admissionReviewVersions":["v1"],"clientConfig":{"service":{"name":"s","namespace":"n"}},"rules":[{"apiGroups":["example.com"],"apiVersions":["v1"],"operations":["CREATE"],"resources":["nothings"]}],"failurePolicy":"Ignore"}]}"#
                ),
                .delete("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/{id}"),
                .delete("/apis/storage.k8s.io/v1/storageclasses/{id}"),
            ]),
        Scenario(
            "access reviews",
            [
                .post(
                    "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                    #"{"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview","spec":{"resourceAttributes":{"verb":"list","resource":"pods"}}}"#
                ).comparing(.members(["/kind", "/spec", "/status/allowed"]))
            ]),
    ]
}
