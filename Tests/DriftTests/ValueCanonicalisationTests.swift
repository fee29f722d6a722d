import Drift
import ObjectModel
import Testing

/// Values that mean the same to the API server are no drift, and those that do not are: family A of the cases.
@Suite struct ValueCanonicalisationTests {
    private static func resources(_ text: String) -> String { deployment(container: ", resources: \(text)") }

    static let cases: [DriftCase] = [
        DriftCase(
            "A01 cpu in milli units", desired: resources("{requests: {cpu: 1000m}}"),
            live: resources(#"{requests: {cpu: "1"}}"#), is: .inSync),
        DriftCase(
            "A02 decimal cpu", desired: resources(#"{requests: {cpu: "0.1"}}"#),
            live: resources("{requests: {cpu: 100m}}"), is: .inSync),
        DriftCase(
            "A03 binary memory", desired: resources("{limits: {memory: 3072Mi}}"),
            live: resources("{limits: {memory: 3Gi}}"), is: .inSync),
        DriftCase(
            "A05 binary and decimal memory differ", desired: resources("{limits: {memory: 1G}}"),
            live: resources("{limits: {memory: 1Gi}}"), is: .drifted,
            at: [#".spec.template.spec.containers[name="app"].resources.limits.memory"#]),
        DriftCase(
            "A06 a number where live has its text", desired: resources("{limits: {memory: 3072}}"),
            live: resources(#"{limits: {memory: "3072"}}"#), is: .inSync),
        DriftCase(
            "A07 an unquoted fraction", desired: resources("{limits: {cpu: 0.5}}"),
            live: resources("{limits: {cpu: 500m}}"), is: .inSync),
        DriftCase(
            "A08 an extended resource as a number", desired: resources("{limits: {nvidia.com/gpu: 1}}"),
            live: resources(#"{limits: {nvidia.com/gpu: "1"}}"#), is: .inSync),
        DriftCase(
            "A09 a quantity inside a custom resource", desired: widget("{cpu: 1000m}"), live: widget(#"{cpu: "1"}"#),
            is: .inSync, definition: widgetDefinition),
        DriftCase(
            "A10 quantities of a quota",
            desired: manifest("v1", "ResourceQuota", "spec: {hard: {requests.cpu: 4000m}}"),
            live: manifest("v1", "ResourceQuota", #"spec: {hard: {requests.cpu: "4"}}"#), is: .inSync),
        DriftCase(
            "A11 a duration that the schema declares", desired: widget("{renewBefore: 8760h}"),
            live: widget("{renewBefore: 8760h0m0s}"), is: .inSync, definition: widgetDefinition),
        DriftCase(
            "A11 a duration that the schema does not declare", desired: widget("{text: 8760h}"),
            live: widget("{text: 8760h0m0s}"), is: .drifted, at: [".spec.text"], definition: widgetDefinition),
        DriftCase(
            "A12 a percentage is no count", desired: widget("{maxUnavailable: 25%}"),
            live: widget("{maxUnavailable: 25}"), is: .drifted, at: [".spec.maxUnavailable"],
            definition: widgetDefinition),
        DriftCase(
            "A14 an unquoted YAML 1.1 boolean cannot be applied",
            desired: manifest("v1", "ConfigMap", "data: {a: b}", metadata: ", annotations: {enabled: yes}"),
            live: manifest("v1", "ConfigMap", "data: {a: b}", metadata: #", annotations: {enabled: "no"}"#),
            is: .unknown, at: [".metadata.annotations.enabled"]),
        DriftCase(
            "A14 the same among annotations that live lacks",
            desired: manifest("v1", "ConfigMap", "data: {a: b}", metadata: ", annotations: {enabled: yes}"),
            live: manifest("v1", "ConfigMap", "data: {a: b}"), is: .unknown, at: [".metadata.annotations"]),
        DriftCase(
            "A14 the same in a list element that live lacks",
            desired: deployment(container: ", env: [{name: A, value: yes}]"), live: deployment(container: ""),
            is: .unknown, at: [#".spec.template.spec.containers[name="app"].env"#]),
        DriftCase(
            "A15 an unquoted number with the same text", desired: manifest("v1", "ConfigMap", "data: {PORT: 8080}"),
            live: manifest("v1", "ConfigMap", #"data: {PORT: "8080"}"#), is: .inSync, notes: 1),
        DriftCase(
            "A17 timestamps by their instant", desired: widget(#"{at: "2024-01-01T02:00:00+02:00"}"#),
            live: widget(#"{at: "2024-01-01T00:00:00Z"}"#), is: .inSync, definition: widgetDefinition),
        DriftCase(
            "A17 an unquoted timestamp stays a string", desired: widget("{text: 2024-01-01T00:00:00Z}"),
            live: widget(#"{text: "2024-01-01T00:00:00Z"}"#), is: .inSync, definition: widgetDefinition),
        DriftCase(
            "A18 integers beyond 2⁵³ are exact", desired: widget("{count: 9007199254740993}"),
            live: widget("{count: 9007199254740992}"), is: .drifted, at: [".spec.count"],
            definition: widgetDefinition),
        DriftCase(
            "A19 base64 with line breaks",
            desired:
                "{apiVersion: v1, kind: Secret, metadata: {name: thing, namespace: team-a}, data: {a: \"eHh4\\neHh4\"}}",
            live: manifest("v1", "Secret", "data: {a: eHh4eHh4}"), is: .inSync),
    ]

    @Test(arguments: cases) func verdictIsRight(_ c: DriftCase) throws { try expectVerdict(c) }
}

extension ValueCanonicalisationTests {
    /// A11: the reader is not left to wonder.
    @Test func aDurationThatTheSchemaDoesNotDeclareHasAHint() throws {
        let c = DriftCase(
            "", desired: widget("{text: 8760h, free: {a: 5m}}"), live: widget("{text: 8760h0m0s, free: {a: 6m0s}}"),
            is: .drifted, definition: widgetDefinition)
        let hints = try c.outcome().changes.map { $0.hint ?? "" }
        #expect(hints.count == 2)
        #expect(hints[0] == "", "five minutes are not six")
        #expect(hints[1].hasPrefix("both are the same duration"))
    }
}

/// A custom resource with one field of each kind that matters.
func widget(_ spec: String, metadata: String = "") -> String {
    manifest("example.com/v1", "Widget", "spec: \(spec)", metadata: metadata)
}

let widgetDefinition = """
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata: {name: widgets.example.com}
    spec:
      group: example.com
      names: {kind: Widget, plural: widgets}
      scope: Namespaced
      versions:
      - name: v1
        schema:
          openAPIV3Schema:
            type: object
            properties:
              spec:
                type: object
                properties:
                  text: {type: string}
                  count: {type: integer}
                  at: {type: string, format: date-time}
                  renewBefore: {type: string, format: duration}
                  maxUnavailable: {x-kubernetes-int-or-string: true}
                  cpu:
                    x-kubernetes-int-or-string: true
                    pattern: ^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$
                  cdi:
                    type: object
                    properties:
                      enabled: {type: boolean, default: true}
                      default: {type: boolean, default: false}
                  toolkit:
                    type: object
                    properties:
                      env:
                        type: array
                        items: {type: object, properties: {name: {type: string}, value: {type: string}}}
                  autoRestart: {type: boolean}
                  nullable: {type: string, nullable: true}
                  resources: {type: object, properties: {limits: {type: object, additionalProperties: {type: string}}}}
                  free: {type: object, x-kubernetes-preserve-unknown-fields: true}
                  fixed: {type: string, x-kubernetes-validations: [{rule: self == oldSelf}]}
    """
