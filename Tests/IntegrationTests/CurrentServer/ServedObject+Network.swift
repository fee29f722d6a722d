extension ServedObject {
    private static let assigned = """
        clusterIP: 10.0.0.7, clusterIPs: [10.0.0.7], internalTrafficPolicy: Cluster, ipFamilies: [IPv4], \
        ipFamilyPolicy: SingleStack, sessionAffinity: None
        """

    static let network = [
        ServedObject(
            "Service/web: D02 ports that are told apart by number and protocol",
            git: """
                apiVersion: v1
                kind: Service
                metadata: {name: web, namespace: team}
                spec:
                  selector: {app: web}
                  loadBalancerSourceRanges: []
                  ports: [{name: http, port: 80}, {name: dns, port: 53, protocol: UDP}, {name: dns-tcp, port: 53}]
                """,
            live: """
                apiVersion: v1
                kind: Service
                metadata: {name: web, namespace: team}
                spec:
                  \(assigned.replacing(", ", with: "\n  "))
                  selector: {app: web}
                  type: ClusterIP
                  ports:
                    - {name: dns, port: 53, protocol: UDP, targetPort: 53}
                    - {name: dns-tcp, port: 53, protocol: TCP, targetPort: 53}
                    - {name: http, port: 80, protocol: TCP, targetPort: 80}
                status: {loadBalancer: {}}
                """,
            edit: ("protocol: UDP", "protocol: SCTP"),
            lines: ["drifted Service/web", " changed .spec.ports[port=53,protocol=\"UDP\"]"]),
        ServedObject(
            "Service/outside: E10 a node port that Git pins",
            git: """
                apiVersion: v1
                kind: Service
                metadata: {name: outside, namespace: team}
                spec: {type: NodePort, selector: {app: web}, ports: [{port: 443, targetPort: https, nodePort: 30443}]}
                """,
            live: """
                apiVersion: v1
                kind: Service
                metadata: {name: outside, namespace: team}
                spec: {type: NodePort, externalTrafficPolicy: Cluster, selector: {app: web}, \(assigned),
                  ports: [{port: 443, protocol: TCP, targetPort: https, nodePort: 30443}]}
                status: {loadBalancer: {}}
                """,
            edit: ("nodePort: 30443", "nodePort: 30999"),
            lines: ["drifted Service/outside", " changed .spec.ports[port=443,protocol=\"TCP\"].nodePort"]),
        ServedObject(
            "Service/db: a target port by name and by number",
            git: """
                apiVersion: v1
                kind: Service
                metadata: {name: db, namespace: team}
                spec: {clusterIP: None, selector: {app: db}, ports: [{port: 5432, targetPort: sql}]}
                """,
            live: """
                apiVersion: v1
                kind: Service
                metadata: {name: db, namespace: team}
                spec: {clusterIP: None, clusterIPs: [None], internalTrafficPolicy: Cluster, ipFamilies: [IPv4],
                  ipFamilyPolicy: SingleStack, sessionAffinity: None, type: ClusterIP, selector: {app: db},
                  ports: [{port: 5432, protocol: TCP, targetPort: sql}]}
                status: {loadBalancer: {}}
                """,
            edit: ("targetPort: sql", "targetPort: 5432"),
            lines: ["drifted Service/db", " changed .spec.ports[port=5432,protocol=\"TCP\"].targetPort"]),
        ServedObject(
            "Endpoints/legacy: D09 ports in the server's order",
            git: """
                apiVersion: v1
                kind: Endpoints
                metadata: {name: legacy, namespace: team}
                subsets: [{addresses: [{ip: 192.0.2.7}], ports: [{name: b, port: 2}, {name: a, port: 1}]}]
                """,
            live: """
                apiVersion: v1
                kind: Endpoints
                metadata: {name: legacy, namespace: team}
                subsets: [{addresses: [{ip: 192.0.2.7}], ports: [{name: a, port: 1, protocol: TCP},
                  {name: b, port: 2, protocol: TCP}]}]
                """,
            edit: ("192.0.2.7", "192.0.2.8"),
            lines: ["drifted Endpoints/legacy", " changed .subsets[0].addresses[0].ip"]),
        ServedObject(
            "NetworkPolicy/deny: C07 selectors that say nothing mean something",
            git: """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: deny, namespace: team}
                spec: {podSelector: {}, ingress: [{from: [{namespaceSelector: {}}], ports: [{port: 80}]}]}
                """,
            live: """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: deny, namespace: team, generation: 1}
                spec: {podSelector: {}, policyTypes: [Ingress],
                  ingress: [{from: [{namespaceSelector: {}}], ports: [{port: 80, protocol: TCP}]}]}
                """,
            edit: ("port: 80,", "port: http,"),
            lines: ["drifted NetworkPolicy/deny", " changed .spec.ingress[0].ports[0].port"]),
        ServedObject(
            "Ingress/web: rules that are owned whole",
            git: """
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: web, namespace: team}
                spec:
                  rules:
                    - host: web.example.com
                      http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
                """,
            live: """
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: web, namespace: team, generation: 1}
                spec:
                  ingressClassName: nginx
                  rules:
                    - host: web.example.com
                      http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
                status: {loadBalancer: {}}
                """,
            edit: ("status:", "    - host: other.example.com\nstatus:"),
            lines: ["drifted Ingress/web", " changed .spec.rules"]),
        ServedObject(
            "IngressClass/nginx: a field that cannot change",
            git: """
                apiVersion: networking.k8s.io/v1
                kind: IngressClass
                metadata: {name: nginx}
                spec: {controller: k8s.io/ingress-nginx}
                """,
            live: """
                apiVersion: networking.k8s.io/v1
                kind: IngressClass
                metadata: {name: nginx, generation: 1}
                spec: {controller: k8s.io/ingress-nginx}
                """,
            edit: ("k8s.io/ingress-nginx", "example.com/other"),
            lines: ["drifted IngressClass/nginx", " immutable .spec.controller"]),
    ]
}
