extension ServedObject {
    private static let group = "apiVersion: admissionregistration.k8s.io/v1\n"

    static let admission = [
        ServedObject(
            "ValidatingWebhookConfiguration/gate: B08 E04 defaults of rules, and an injected certificate",
            git: group + """
                kind: ValidatingWebhookConfiguration
                metadata: {name: gate}
                webhooks:
                  - name: gate.example.com
                    admissionReviewVersions: [v1]
                    sideEffects: None
                    failurePolicy: Ignore
                    clientConfig: {caBundle: "", service: {name: gate, namespace: team}}
                    rules: [{apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [deployments]}]
                """,
            live: group + """
                kind: ValidatingWebhookConfiguration
                metadata: {name: gate, generation: 2}
                webhooks:
                  - name: gate.example.com
                    admissionReviewVersions: [v1]
                    sideEffects: None
                    failurePolicy: Ignore
                    clientConfig: {caBundle: QUJD, service: {name: gate, namespace: team, port: 443}}
                    rules: [{apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [deployments], scope: '*'}]
                    matchPolicy: Equivalent
                    namespaceSelector: {}
                    objectSelector: {}
                    timeoutSeconds: 10
                """,
            edit: ("failurePolicy: Ignore", "failurePolicy: Fail"),
            lines: [
                "drifted ValidatingWebhookConfiguration/gate",
                " changed .webhooks[name=\"gate.example.com\"].failurePolicy",
            ]),
        ServedObject(
            "ValidatingAdmissionPolicy/images: a kind that is newer than the test-bed's server",
            git: group + """
                kind: ValidatingAdmissionPolicy
                metadata: {name: images}
                spec:
                  matchConstraints:
                    resourceRules: [{apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [deployments]}]
                  validations: [{expression: "true"}]
                """,
            live: group + """
                kind: ValidatingAdmissionPolicy
                metadata: {name: images, generation: 1}
                spec:
                  failurePolicy: Fail
                  matchConstraints:
                    matchPolicy: Equivalent
                    namespaceSelector: {}
                    objectSelector: {}
                    resourceRules: [{apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [deployments],
                      scope: '*'}]
                  validations: [{expression: "true"}]
                status: {observedGeneration: 1, typeChecking: {}}
                """,
            edit: ("expression: \"true\"", "expression: \"false\""),
            lines: ["drifted ValidatingAdmissionPolicy/images", " changed .spec.validations[0].expression"]),
        ServedObject(
            "ValidatingAdmissionPolicyBinding/images: a set in any order",
            git: group + """
                kind: ValidatingAdmissionPolicyBinding
                metadata: {name: images}
                spec: {policyName: images, validationActions: [Deny, Audit], matchResources: {}}
                """,
            live: group + """
                kind: ValidatingAdmissionPolicyBinding
                metadata: {name: images, generation: 1}
                spec: {policyName: images, validationActions: [Audit, Deny],
                  matchResources: {matchPolicy: Equivalent, namespaceSelector: {}, objectSelector: {}}}
                """,
            edit: ("[Audit, Deny]", "[Audit, Warn]"),
            lines: [
                "drifted ValidatingAdmissionPolicyBinding/images", " changed .spec.validationActions[=\"Deny\"]",
            ]),
    ]

    static let custom = [
        ServedObject(
            "ClusterPolicy/gpu: A09 A12 B04 D11 by the schema of its definition",
            git: """
                apiVersion: nvidia.com/v1
                kind: ClusterPolicy
                metadata: {name: gpu}
                spec:
                  operator: {runtimeClass: nvidia}
                  daemonsets: {}
                  dcgm: {enabled: false}
                  dcgmExporter: {resources: {requests: {cpu: 1000m}}}
                  devicePlugin: {}
                  gfd: {}
                  nodeStatusExporter: {}
                  cdi: {enabled: true}
                  driver: {version: "595.91.07", upgradePolicy: {autoUpgrade: true, maxUnavailable: 25%}}
                  toolkit: {env: [{name: X, value: "1"}]}
                """,
            live: """
                apiVersion: nvidia.com/v1
                kind: ClusterPolicy
                metadata: {name: gpu, generation: 1}
                spec:
                  operator: {runtimeClass: nvidia}
                  daemonsets: {}
                  dcgm: {enabled: false}
                  dcgmExporter: {resources: {requests: {cpu: "1"}}}
                  devicePlugin: {}
                  gfd: {}
                  nodeStatusExporter: {}
                  cdi: {default: false, enabled: true}
                  driver: {version: "595.91.07", upgradePolicy: {autoUpgrade: true, maxUnavailable: 25%}}
                  toolkit: {env: [{name: X, value: "1"}]}
                status: {state: ready}
                """,
            edit: ("value: \"1\"}", "value: \"1\"}, {name: Y, value: \"2\"}"),
            lines: ["drifted ClusterPolicy/gpu", " changed .spec.toolkit.env"])
    ]
}
