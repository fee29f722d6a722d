extension ScenarioTable {
    static let deployments = "/apis/apps/v1/namespaces/{ns}/deployments"

    static func deployment(_ name: String, spec: String = "", container: String = "", containers: String = "") -> String
    {
        #"""
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"\#(name)","labels":{"app":"\#(name)"}},
        "spec":{\#(spec)"selector":{"matchLabels":{"app":"\#(name)"}},"template":{"metadata":{"labels":{"app":"\#(name)"}},
        "spec":{"containers":[{"name":"app","image":"nginx:1"\#(container)}\#(containers)]}}}}
        """#
    }

    /// Server-side apply and who owns what.
    static let apply: [Scenario] = [
        Scenario(
            "apply creates, then changes nothing",
            [
                .apply("\(maps)/a", by: "one", map("a")), .apply("\(maps)/a", by: "one", map("a")), .get("\(maps)/a"),
            ]),
        Scenario(
            "apply changes and removes fields",
            [
                .apply("\(maps)/a", by: "one", map("a", #"{"a":"1","b":"2"}"#)),
                .apply("\(maps)/a", by: "one", map("a", #"{"a":"2"}"#)),
            ]),
        Scenario(
            "two appliers of one object",
            [
                .apply("\(maps)/a", by: "one", map("a", #"{"a":"1"}"#)),
                .apply("\(maps)/a", by: "two", map("a", #"{"b":"2"}"#)),
                .apply("\(maps)/a", by: "one", map("a", #"{"c":"3"}"#)),
            ]),
        Scenario(
            "a shared field stays until both let it go",
            [
                .apply("\(maps)/a", by: "one", map("a", #"{"a":"1","b":"1"}"#)),
                .apply("\(maps)/a", by: "two", map("a", #"{"a":"1"}"#)),
                .apply("\(maps)/a", by: "one", map("a", #"{"b":"1"}"#)),
                .apply("\(maps)/a", by: "two", map("a", #"{"z":"1"}"#)),
            ]),
        Scenario(
            "a conflict with one applier",
            [
                .apply("\(maps)/a", by: "one", map("a")), .apply("\(maps)/a", by: "two", map("a", #"{"a":"2"}"#)),
                .get("\(maps)/a"),
                .apply("\(maps)/a", by: "two", "&force=true", map("a", #"{"a":"2"}"#)),
            ]),
        Scenario(
            "a conflict with an updater",
            [
                .post("\(maps)?fieldManager=hand", map("a")), .apply("\(maps)/a", by: "two", map("a", #"{"a":"2"}"#)),
            ]),
        Scenario(
            "conflicts in several fields",
            [
                .apply("\(maps)/a", by: "one", map("a", #"{"a":"1","b":"1"}"#)),
                .apply("\(maps)/a", by: "two", map("a", #"{"a":"2","b":"2"}"#)),
            ]),
        Scenario(
            "conflicts with several managers",
            [
                .apply("\(maps)/a", by: "one", map("a", #"{"a":"1"}"#)),
                .patch("\(maps)/a?fieldManager=hand", "merge", #"{"data":{"b":"1"}}"#),
                .apply("\(maps)/a", by: "two", map("a", #"{"a":"2","b":"2"}"#)),
            ]),
        Scenario(
            "a hand edit takes a field away",
            [
                .apply("\(maps)/a", by: "one", map("a", #"{"a":"1","b":"1"}"#)),
                .patch("\(maps)/a?fieldManager=kubectl-edit", "merge", #"{"data":{"a":"9"}}"#),
                .apply("\(maps)/a", by: "one", map("a", #"{"a":"1","b":"1"}"#)),
                .apply("\(maps)/a", by: "one", "&force=true", map("a", #"{"a":"1","b":"1"}"#)),
            ]),
        Scenario(
            "a hand edit that removes a field",
            [
                .apply("\(maps)/a", by: "one", map("a", #"{"a":"1","b":"1"}"#)),
                .patch("\(maps)/a?fieldManager=hand", "merge", #"{"data":{"a":null}}"#),
                .apply("\(maps)/a", by: "one", map("a", #"{"a":"1","b":"1"}"#)),
            ]),
        Scenario(
            "the User-Agent names the manager",
            [
                .post(maps, map("a")),
                .patch("\(maps)/a", "merge", #"{"data":{"b":"1"}}"#).with(
                    header: "User-Agent", "kube controller/v1 (x)"),
            ]),
        Scenario(
            "managedFields taken away",
            [
                .post(maps, map("a")), .patch("\(maps)/a", "merge", #"{"metadata":{"managedFields":[{}]}}"#),
                .get("\(maps)/a"),
                .patch("\(maps)/a", "merge", #"{"data":{"b":"1"}}"#),
                .apply("\(maps)/a", by: "one", map("a", #"{"a":"1"}"#)),
            ]),
        Scenario(
            "managedFields taken away by an empty list",
            [
                .post(maps, map("a")), .patch("\(maps)/a", "merge", #"{"metadata":{"managedFields":[]}}"#),
                .apply("\(maps)/a", by: "one", map("a", #"{"a":"2"}"#)),
                .apply("\(maps)/a", by: "one", "&force=true", map("a", #"{"a":"2"}"#)),
            ]),
        Scenario(
            "apply that says what it may not",
            [
                .apply("\(maps)/a", by: "one", map("b")),
                .apply("\(maps)/a", by: "one", map("a", metadata: #","managedFields":[{"manager":"x"}]"#)),
                .apply("\(maps)/a", by: "one", #"{"apiVersion":"v2","kind":"ConfigMap","metadata":{"name":"a"}}"#),
                .apply("\(maps)/a", by: "one", map("a", metadata: #","namespace":"default""#)),
            ]),
        Scenario(
            "apply with unknown members and wrong types",
            [
                .apply(
                    "\(maps)/a", by: "one",
                    #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"nonsense":1}"#),
                .apply("\(maps)/a", by: "one", map("a", #"{"a":1}"#)),
                .apply("\(maps)/a", by: "one", map("a", #"["a"]"#)).comparing(.status),
                .apply("\(maps)/a", by: "one", "[1]").comparing(.status),
            ]),
        Scenario(
            "apply with a UID of what is not there",
            [
                .apply("\(maps)/a", by: "one", map("a", metadata: #","uid":"11111111-1111-1111-1111-111111111111""#))
            ]),
        Scenario(
            "apply a Deployment",
            [
                .apply(
                    "\(deployments)/web", by: "one",
                    deployment(
                        "web",
                        container:
                            #","ports":[{"containerPort":80}],"resources":{"requests":{"cpu":"1000m","memory":"1.5Gi"}}"#
                    )),
                .apply("\(deployments)/web", by: "one", deployment("web", spec: #""replicas":3,"#)),
            ]),
        Scenario(
            "list elements by their keys",
            [
                .apply(
                    "\(deployments)/web", by: "one",
                    deployment(
                        "web",
                        containers:
                            #",{"name":"side","image":"b:1","env":[{"name":"A","value":"1"},{"name":"B","value":"2"}]}"#
                    )),
                .apply(
                    "\(deployments)/web", by: "two",
                    #"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"template":{"spec":{"containers":[{"name":"third","image":"c:1"},{"name":"side","env":[{"name":"C","value":"3"}]}]}}}}"#
                ),
                .apply("\(deployments)/web", by: "one", deployment("web")),
            ]),
        Scenario(
            "ports by number and protocol",
            [
                .apply(
                    "\(deployments)/web", by: "one",
                    deployment(
                        "web",
                        container:
                            #","ports":[{"containerPort":53,"protocol":"TCP"},{"containerPort":53,"protocol":"UDP"}]"#)),
                .apply(
                    "\(deployments)/web", by: "one",
                    deployment("web", container: #","ports":[{"containerPort":53,"protocol":"UDP"}]"#)),
            ]),
        Scenario(
            "the same list element twice",
            [
                .apply(
                    "\(deployments)/web", by: "one", deployment("web", containers: #",{"name":"app","image":"x:1"}"#))
            ]),
        Scenario(
            "a list element without its key",
            [
                .apply("\(deployments)/web", by: "one", deployment("web", containers: #",{"image":"x:1"}"#))
            ]),
        Scenario(
            "an atomic list is owned whole",
            [
                .apply("\(deployments)/web", by: "one", deployment("web", container: #","args":["a","b"]"#)),
                .apply(
                    "\(deployments)/web", by: "two",
                    #"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"template":{"spec":{"containers":[{"name":"app","args":["a","c"]}]}}}}"#
                ),
            ]),
        Scenario(
            "a set of finalizers is shared",
            [
                .apply("\(maps)/a", by: "one", map("a", metadata: #","finalizers":["example.com/a"]"#)),
                .apply("\(maps)/a", by: "two", map("a", metadata: #","finalizers":["example.com/b"]"#)),
                .apply("\(maps)/a", by: "one", map("a")),
                .patch("\(maps)/a", "merge", #"{"metadata":{"finalizers":null}}"#).comparing(.status),
            ]),
        Scenario(
            "a scaled Deployment",
            [
                .apply("\(deployments)/web", by: "one", deployment("web", spec: #""replicas":2,"#)),
                .get("\(deployments)/web/scale"),
                .patch("\(deployments)/web/scale", "merge", #"{"spec":{"replicas":5}}"#),
                .put(
                    "\(deployments)/web/scale",
                    #"{"apiVersion":"autoscaling/v1","kind":"Scale","metadata":{"name":"web","namespace":"{ns}"},"spec":{"replicas":6}}"#
                ),
                .get("\(deployments)/web"),
                .apply("\(deployments)/web", by: "one", deployment("web", spec: #""replicas":2,"#)),
            ]),
        Scenario(
            "status has its own endpoint",
            [
                .post(
                    "/apis/networking.k8s.io/v1/namespaces/{ns}/ingresses",
                    #"{"metadata":{"name":"i"},"spec":{"defaultBackend":{"service":{"name":"s","port":{"number":80}}}},"status":{"loadBalancer":{"ingress":[{"ip":"192.0.2.9"}]}}}"#
                ),
                .patch(
                    "/apis/networking.k8s.io/v1/namespaces/{ns}/ingresses/i/status?fieldManager=controller", "merge",
                    #"{"spec":{"defaultBackend":null},"status":{"loadBalancer":{"ingress":[{"ip":"192.0.2.1"}]}}}"#),
                .patch(
                    "/apis/networking.k8s.io/v1/namespaces/{ns}/ingresses/i", "merge",
                    #"{"status":{"loadBalancer":null}}"#),
            ]),
        Scenario(
            "more updaters than are kept",
            [.post("\(maps)?fieldManager=m09", map("a"))]
                + (10..<23).map { number in
                    .patch("\(maps)/a?fieldManager=m\(number)", "merge", "{\"data\":{\"k\(number)\":\"v\"}}")
                }),
        Scenario(
            "a default comes back when a field is let go",
            [
                .apply(
                    "\(deployments)/web", by: "one", deployment("web", spec: #""replicas":4,"revisionHistoryLimit":3,"#)
                ),
                .apply("\(deployments)/web", by: "one", deployment("web")),
            ]),
        Scenario(
            "strategic merge of containers",
            [
                .post(deployments, deployment("web", containers: #",{"name":"side","image":"b:1"}"#)),
                .patch(
                    "\(deployments)/web", "strategic-merge",
                    #"{"spec":{"template":{"spec":{"containers":[{"name":"app","image":"nginx:2"}]}}}}"#),
                .patch(
                    "\(deployments)/web", "strategic-merge",
                    #"{"spec":{"template":{"spec":{"$setElementOrder/containers":[{"name":"new"},{"name":"app"}],"containers":[{"$patch":"delete","name":"side"},{"name":"new","image":"c:1"}]}}}}"#
                ),
                .patch(
                    "\(deployments)/web", "strategic-merge",
                    #"{"spec":{"strategy":{"$retainKeys":["type"],"type":"Recreate"}}}"#),
                .patch("\(deployments)/web", "strategic-merge", #"{"metadata":{"labels":{"app":null,"more":"1"}}}"#),
            ]),
        Scenario(
            "apply after kubectl apply",
            [
                .post(
                    "\(maps)?fieldManager=kubectl-client-side-apply",
                    map(
                        "a", #"{"a":"1","b":"1"}"#,
                        metadata:
                            #","annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\"},\"data\":{\"a\":\"1\",\"b\":\"1\"}}"}"#
                    )),
                .apply("\(maps)/a", by: "kubectl", map("a", #"{"a":"2","b":"1"}"#)),
            ]),
        Scenario(
            "a selector cannot change",
            [
                .post(deployments, deployment("web")),
                .patch(
                    "\(deployments)/web", "merge",
                    #"{"spec":{"selector":{"matchLabels":{"app":"x"}},"template":{"metadata":{"labels":{"app":"x"}}}}}"#
                ),
            ]),
        Scenario(
            "a template without a container",
            [
                .post(
                    deployments,
                    #"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"w"},"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[]}}}}"#
                ),
                .post(
                    deployments,
                    #"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"w"},"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"c"}},"spec":{"containers":[{"name":"x","image":"y"}]}}}}"#
                ),
                .post(
                    deployments,
                    #"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"w"},"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"x"}]}}}}"#
                ),
                .post(deployments, #"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"w"},"spec":{}}"#)
                    .comparing(.members(["/code", "/reason"])),
            ]),
        Scenario(
            "an update bumps the generation",
            [
                .post(deployments, deployment("web")),
                .patch("\(deployments)/web", "merge", #"{"spec":{"replicas":2}}"#),
                .patch("\(deployments)/web", "merge", #"{"metadata":{"labels":{"x":"y"}}}"#),
                .patch("\(deployments)/web", "merge", #"{"metadata":{"annotations":{"x":"y"}}}"#),
            ]),
    ]
}
