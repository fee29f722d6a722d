/// A server as current ones are, with three kinds: ConfigMap and Service, and Widget, of which it has the schema in
/// OpenAPI v3 alone. Whatever a test wants otherwise it answers itself.
enum SmallServer {
    static let aggregatedType = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"

    /// In sync with the live objects, if the schemas of both groups are read: the Service by the default of its port, the
    /// Widget by the amount that its schema calls one.
    static let manifests = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: map, namespace: team}
        data: {a: b}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: web, namespace: team}
        spec: {ports: [{port: 80}]}
        ---
        apiVersion: example.com/v1
        kind: Widget
        metadata: {name: w, namespace: team}
        spec: {cpu: 1000m}

        """

    static func start(
        _ special: @escaping @Sendable (HostileServer.Request) -> HostileServer.Answer?
    ) throws -> HostileServer {
        try HostileServer.answering { special($0) ?? answer(to: $0.path) }
    }

    /// The program in a directory with the manifests, which lives as long as it.
    static func program(_ server: HostileServer) throws -> Reconcile {
        let scratch = try Scratch()
        try scratch.write(manifests, to: "apps/all.yaml")
        var program = Reconcile(
            in: scratch.path, cache: scratch.file("cache"), kubeconfig: try server.kubeconfig(in: scratch))
        program.scratch = scratch
        return program
    }

    static func answer(to path: String) -> HostileServer.Answer {
        switch path {
        case "/api": .whole(200, aggregatedType, coreKinds)
        case "/apis": .whole(200, aggregatedType, kinds())
        case "/openapi/v3": .json(index())
        case "/openapi/v3/api/v1": .json(coreDocument)
        case "/openapi/v3/apis/example.com/v1": .json(document())
        case "/api/v1/namespaces/team/configmaps/map":
            .json(
                #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"map","namespace":"team"},"#
                    + #""data":{"a":"b"}}"#)
        case "/api/v1/namespaces/team/services/web":
            .json(
                #"{"apiVersion":"v1","kind":"Service","metadata":{"name":"web","namespace":"team"},"#
                    + #""spec":{"ports":[{"port":80,"protocol":"TCP","targetPort":80}]}}"#)
        case "/apis/example.com/v1/namespaces/team/widgets/w":
            .json(
                #"{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"w","namespace":"team"},"#
                    + #""spec":{"cpu":"1"}}"#)
        default: .whole(404, "text/plain; charset=utf-8", "404 page not found\n")
        }
    }

    // MARK: Discovery

    static let coreKinds = list(
        group("", "v1", [resource("configmaps", "", "v1", "ConfigMap"), resource("services", "", "v1", "Service")]))

    static func kinds(freshness: String = "Current") -> String {
        list(group("example.com", "v1", [resource("widgets", "example.com", "v1", "Widget")], freshness: freshness))
    }

    private static func list(_ group: String) -> String {
        #"{"kind":"APIGroupDiscoveryList","apiVersion":"apidiscovery.k8s.io/v2","metadata":{},"items":[\#(group)]}"#
    }

    private static func group(
        _ name: String, _ version: String, _ resources: [String], freshness: String = "Current"
    ) -> String {
        #"{"metadata":{"name":"\#(name)"},"versions":[{"version":"\#(version)","freshness":"\#(freshness)","#
            + #""resources":[\#(resources.joined(separator: ","))]}]}"#
    }

    private static func resource(_ name: String, _ group: String, _ version: String, _ kind: String) -> String {
        #"{"resource":"\#(name)","responseKind":{"group":"\#(group)","version":"\#(version)","kind":"\#(kind)"},"#
            + #""scope":"Namespaced","verbs":["get","list"]}"#
    }

    /// The older form of the same.
    static let plain: [String: HostileServer.Answer] = [
        "/api": .json(#"{"kind":"APIVersions","versions":["v1"]}"#),
        "/apis": .json(
            #"{"kind":"APIGroupList","groups":[{"name":"example.com","versions":[{"version":"v1"}],"#
                + #""preferredVersion":{"version":"v1"}}]}"#),
        "/api/v1": .json(
            #"{"kind":"APIResourceList","groupVersion":"v1","resources":["#
                + #"{"name":"configmaps","kind":"ConfigMap","namespaced":true,"verbs":["get","list"]},"#
                + #"{"name":"services","kind":"Service","namespaced":true,"verbs":["get","list"]}]}"#),
        "/apis/example.com/v1": .json(
            #"{"kind":"APIResourceList","groupVersion":"example.com/v1","resources":["#
                + #"{"name":"widgets","kind":"Widget","namespaced":true,"verbs":["get","list"]}]}"#),
    ]

    // MARK: OpenAPI

    static func index(widget: String? = "/openapi/v3/apis/example.com/v1?hash=W") -> String {
        let entry = widget.map { #","apis/example.com/v1":{"serverRelativeURL":"\#($0)"}"# } ?? ""
        return #"{"paths":{"api/v1":{"serverRelativeURL":"/openapi/v3/api/v1?hash=C"}\#(entry)}}"#
    }

    static let coreDocument = #"{"openapi":"3.0.0","components":{"schemas":{\#(service())}}}"#

    /// A Service; with `lists` "atomic" its ports would have no keys.
    static func service(lists: String = "map") -> String {
        """
        "io.k8s.api.core.v1.Service":{"type":"object","properties":{"metadata":{"type":"object"},\
        "spec":{"type":"object","properties":{"ports":{"type":"array","x-kubernetes-list-type":"\(lists)",\
        "x-kubernetes-list-map-keys":["port","protocol"],"items":{"type":"object","properties":{\
        "port":{"type":"integer"},"protocol":{"type":"string","default":"TCP"},"targetPort":{}}}}}}},\
        "x-kubernetes-group-version-kind":[{"group":"","version":"v1","kind":"Service"}]}
        """
    }

    /// The document of Widget; `cpu` is the schema of that field, `fields` are further ones, `more` further definitions.
    static func document(
        cpu: String = #"{"x-kubernetes-int-or-string":true,"pattern":"[KMGTPE]i"}"#, fields: String = "",
        more: String = ""
    ) -> String {
        """
        {"openapi":"3.0.0","components":{"schemas":{"com.example.v1.Widget":{"type":"object","properties":{\
        "metadata":{"type":"object"},"spec":{"type":"object","properties":{"cpu":\(cpu)\(fields)}}},\
        "x-kubernetes-group-version-kind":[{"group":"example.com","version":"v1","kind":"Widget"}]}\(more)}}}
        """
    }
}
