extension FreshObjects {
    static let network = """
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: np1}
        spec: {podSelector: {}}
        ---
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: np2}
        spec:
          podSelector: {matchLabels: {a: b}}
          ingress: [{from: [{namespaceSelector: {}}, {ipBlock: {cidr: 10.0.0.0/8}}], ports: [{port: 80}]}]
          egress: [{}]
        ---
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata: {name: ing}
        spec:
          rules:
          - host: a.b
            http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: x, port: {number: 80}}}}]}
          tls: [{hosts: [a.b], secretName: t}]
        ---
        apiVersion: networking.k8s.io/v1
        kind: IngressClass
        metadata: {name: NAMESPACE-class}
        spec: {controller: a.b/c, parameters: {apiGroup: k8s.example.com, kind: IngressParameters, name: x}}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: s-clusterip}
        spec: {selector: {a: b}, ports: [{port: 80, protocol: TCP}]}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: s-nodeport}
        spec: {type: NodePort, selector: {a: b}, ports: [{port: 80, protocol: TCP, targetPort: http, name: x}, {port: 53, protocol: UDP, name: yy}]}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: s-lb}
        spec: {type: LoadBalancer, selector: {a: b}, ports: [{port: 80, protocol: TCP}], externalTrafficPolicy: Local}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: s-lb2}
        spec: {type: LoadBalancer, selector: {a: b}, ports: [{port: 80, protocol: TCP}]}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: s-ext}
        spec: {type: ExternalName, externalName: a.b.c}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: s-headless}
        spec: {clusterIP: None, selector: {a: b}, ports: [{port: 80, protocol: TCP}], sessionAffinity: ClientIP}
        ---
        apiVersion: discovery.k8s.io/v1beta1
        kind: EndpointSlice
        metadata: {name: es, labels: {kubernetes.io/service-name: x}}
        addressType: IPv4
        ports: [{port: 80}, {name: b, port: 81, protocol: UDP}]
        endpoints: [{addresses: [10.1.2.3], conditions: {ready: true}}]
        ---
        apiVersion: v1
        kind: Endpoints
        metadata: {name: ep}
        subsets: [{addresses: [{ip: 10.1.2.3}], ports: [{port: 80}]}]

        """

    static let definitions = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: turbines.NAMESPACE.example.com}
        spec:
          group: NAMESPACE.example.com
          names: {kind: Turbine, plural: turbines}
          scope: Namespaced
          versions:
          - name: v1
            served: true
            storage: true
            subresources: {status: {}}
            additionalPrinterColumns: [{name: A, type: string, jsonPath: .spec.a}]
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec:
                    type: object
                    properties:
                      a: {type: string, default: x}
                      n: {type: integer, default: 3}
                      f: {type: number, default: 1.5}
                      deep: {type: object, default: {}, properties: {a: {type: string, default: q}, d2: {type: object, default: {z: 1}, properties: {z: {type: integer}, w: {type: boolean, default: true}}}}}
                      items: {type: array, items: {type: object, properties: {name: {type: string}, deep: {type: object, default: {}, properties: {a: {type: string, default: q}}}, p: {type: string, default: TCP}}}}
                      keyed: {type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [name], items: {type: object, required: [name], properties: {name: {type: string}, deep: {type: object, default: {}, properties: {a: {type: string, default: q}}}, p: {type: string, default: TCP}}}}
                      q: {x-kubernetes-int-or-string: true, anyOf: [{type: integer},{type: string}]}
                      tags: {type: array, x-kubernetes-list-type: set, items: {type: string}}
                      dlist: {type: array, default: [a], items: {type: string}}
                      any: {type: object, x-kubernetes-preserve-unknown-fields: true}
                  status: {type: object, x-kubernetes-preserve-unknown-fields: true}
        ---
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: rotors.NAMESPACE.example.com}
        spec:
          group: NAMESPACE.example.com
          names: {kind: Rotor, plural: rotors}
          scope: Cluster
          conversion: {strategy: None}
          versions:
          - name: v1
            served: true
            storage: true
            schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}

        """

    static let custom = """
        apiVersion: NAMESPACE.example.com/v1
        kind: Turbine
        metadata: {name: g1}
        spec: {items: [{name: a}, {name: b, deep: {a: z}}], keyed: [{name: a}], q: 5, tags: [a, b], any: {x: {yy: [1, 2]}}}
        ---
        apiVersion: NAMESPACE.example.com/v1
        kind: Turbine
        metadata: {name: g2}
        spec: {deep: {a: w}}
        ---
        apiVersion: NAMESPACE.example.com/v1
        kind: Turbine
        metadata: {name: g3}
        spec: {}
        ---
        apiVersion: NAMESPACE.example.com/v1
        kind: Rotor
        metadata: {name: w}
        spec: {any: [1, {b: c}]}

        """
}
