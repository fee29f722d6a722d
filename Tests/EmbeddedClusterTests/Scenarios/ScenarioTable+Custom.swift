extension ScenarioTable {
    private static let definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
    private static let widgets = "/apis/{id}.example.com/v1/namespaces/{ns}/widgets"

    private static let schema =
        #"{"type":"object","properties":{"spec":{"type":"object","required":["size"],"properties":{"size":{"type":"integer","minimum":1,"maximum":9},"mode":{"type":"string","enum":["fast","slow"],"default":"fast"},"name":{"type":"string","pattern":"^[a-z]+$","maxLength":5},"driver":{"type":"object","properties":{"enabled":{"type":"boolean","default":true},"version":{"type":"string"}}},"env":{"type":"array","items":{"type":"object","properties":{"name":{"type":"string"},"value":{"type":"string"}}}},"ports":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["port"],"items":{"type":"object","required":["port"],"properties":{"port":{"type":"integer"},"note":{"type":"string"}}}},"tags":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}},"free":{"type":"object","x-kubernetes-preserve-unknown-fields":true},"maybe":{"type":"string","nullable":true},"labels":{"type":"object","additionalProperties":{"type":"string"}},"whole":{"type":"object","x-kubernetes-map-type":"atomic","properties":{"a":{"type":"string"},"b":{"type":"string"}}}}},"status":{"type":"object","properties":{"phase":{"type":"string"},"replicas":{"type":"integer"}}}}}"#

    private static let definition =
        #"{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"widgets.{id}.example.com"},"spec":{"group":"{id}.example.com","scope":"Namespaced","names":{"plural":"widgets","kind":"Widget","shortNames":["wd"],"categories":["all"]},"versions":[{"name":"v1","served":true,"storage":true,"subresources":{"status":{}},"schema":{"openAPIV3Schema":"#
        + schema + #"}},{"name":"v1beta1","served":true,"storage":false,"schema":{"openAPIV3Schema":"# + schema
        + "}}]}}"

    /// A scenario about widgets: the definition, a look at discovery until it is served, then the steps.
    private static func custom(_ title: String, _ steps: [Scenario.Step]) -> Scenario {
        Scenario(
            title,
            [.post(definitions, definition).comparing(.status), .awaiting("/apis/{id}.example.com/v1", "widgets")]
                + steps)
    }

    private static let gadgets = "/apis/{id}.example.com/v1/namespaces/{ns}/gadgets"

    /// A kind with an int-or-string, of which 1.20 makes no merge types, and with a scale.
    private static let gadgetDefinition =
        #"{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"gadgets.{id}.example.com"},"spec":{"group":"{id}.example.com","scope":"Namespaced","names":{"plural":"gadgets","kind":"Gadget"},"versions":[{"name":"v1","served":true,"storage":true,"subresources":{"status":{},"scale":{"specReplicasPath":".spec.size","statusReplicasPath":".status.replicas"}},"schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object","properties":{"size":{"type":"integer"},"limit":{"x-kubernetes-int-or-string":true},"ports":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["port"],"items":{"type":"object","required":["port"],"properties":{"port":{"type":"integer"}}}},"labels":{"type":"object","additionalProperties":{"type":"string"}}}},"status":{"type":"object","properties":{"phase":{"type":"string"},"replicas":{"type":"integer"}}}}}}}]}}"#

    private static func gadgets(_ title: String, _ steps: [Scenario.Step]) -> Scenario {
        Scenario(
            title,
            [
                .post(definitions, gadgetDefinition).comparing(.status),
                .awaiting("/apis/{id}.example.com/v1", "gadgets"),
            ] + steps)
    }

    private static func gadget(_ name: String, _ spec: String, more: String = "") -> String {
        #"{"apiVersion":"{id}.example.com/v1","kind":"Gadget","metadata":{"name":"\#(name)","labels":{"l":"1"}},"spec":\#(spec)\#(more)}"#
    }

    private static func widget(_ name: String, _ spec: String, more: String = "") -> String {
        #"{"apiVersion":"{id}.example.com/v1","kind":"Widget","metadata":{"name":"\#(name)"},"spec":\#(spec)\#(more)}"#
    }

    static let custom: [Scenario] = [
        custom(
            "a definition makes a resource",
            [
                .get("/apis/{id}.example.com/v1"), .get("/apis/{id}.example.com"), .get(widgets),
                .post(widgets, widget("a", #"{"size":1}"#)),
                .get("/apis/{id}.example.com/v1beta1/namespaces/{ns}/widgets/a"), .get(widgets),
                .delete("\(widgets)/a"), .get("\(widgets)/a"),
            ]),
        custom(
            "defaults and pruning",
            [
                .post(
                    widgets,
                    widget(
                        "a",
                        #"{"size":2,"driver":{},"nonsense":{"x":1},"free":{"any":[1,{"x":null}]},"maybe":null,"mode":null}"#,
                        more: #","extra":true"#)),
                .patch("\(widgets)/a", "merge", #"{"spec":{"driver":{"version":"1","more":2}}}"#),
            ]),
        custom(
            "checks by the schema",
            [
                .post(widgets, widget("a", #"{}"#)), .post(widgets, widget("a", #"{"size":"x"}"#)),
                .post(widgets, widget("a", #"{"size":10}"#)),
                .post(widgets, widget("a", #"{"size":0}"#)), .post(widgets, widget("a", #"{"size":1,"mode":"odd"}"#)),
                .post(widgets, widget("a", #"{"size":1,"name":"UPPER"}"#)),
                .post(widgets, widget("a", #"{"size":1,"name":"toolong"}"#)),
                .post(widgets, widget("a", #"{"size":1,"driver":[]}"#)),
                .post(widgets, widget("a", #"{"size":1,"tags":["a",1]}"#)),
                .post(widgets, widget("a", #"{"size":1.5}"#)),
                .post(widgets, widget("a", #"{"size":1,"env":[{"name":1}]}"#)),
                .post(widgets, widget("a", #"{"size":1,"labels":{"a":1}}"#)),
            ]),
        custom(
            "apply of a custom object",
            [
                .apply(
                    "\(widgets)/a", by: "git",
                    widget(
                        "a",
                        #"{"size":1,"ports":[{"port":1,"note":"x"}],"tags":["a"],"env":[{"name":"A"}],"whole":{"a":"1"},"labels":{"l":"1"},"free":{"x":{"y":1}}}"#
                    )),
                .apply(
                    "\(widgets)/a", by: "other",
                    widget("a", #"{"size":1,"ports":[{"port":2}],"tags":["b"],"labels":{"m":"1"}}"#)),
                .apply("\(widgets)/a", by: "git", widget("a", #"{"size":2,"ports":[{"port":1}],"free":{"z":1}}"#)),
                .apply(
                    "\(widgets)/a", by: "git", "&force=true",
                    widget("a", #"{"size":2,"ports":[{"port":1}],"free":{"z":1}}"#)),
            ]),
        custom(
            "hand edits of a custom object",
            [
                .apply("\(widgets)/a", by: "git", widget("a", #"{"size":1,"driver":{"version":"1"}}"#)),
                .patch(
                    "\(widgets)/a?fieldManager=kubectl-edit", "merge",
                    #"{"spec":{"driver":{"version":"2"},"mode":"slow"}}"#),
                .apply("\(widgets)/a", by: "git", widget("a", #"{"size":1,"driver":{"version":"1"}}"#)),
                .apply("\(widgets)/a", by: "git", "&force=true", widget("a", #"{"size":1,"driver":{"version":"1"}}"#)),
            ]),
        custom(
            "apply of a member that the schema does not have",
            [
                .apply("\(widgets)/a", by: "git", widget("a", #"{"size":1,"nonsense":2}"#))
            ]),
        custom(
            "an atomic list of a custom object",
            [
                .apply("\(widgets)/a", by: "git", widget("a", #"{"size":1,"env":[{"name":"A","value":"1"}]}"#)),
                .patch(
                    "\(widgets)/a?fieldManager=hand", "merge",
                    #"{"spec":{"env":[{"name":"A","value":"1"},{"name":"B"}]}}"#),
                .apply("\(widgets)/a", by: "git", widget("a", #"{"size":1,"env":[{"name":"A","value":"1"}]}"#)),
            ]),
        gadgets(
            "status and scale of a custom object",
            [
                .get("/apis/{id}.example.com/v1"),
                .post(gadgets, gadget("a", #"{"size":3,"limit":"5%"}"#, more: #","status":{"phase":"x"}"#)),
                .patch(
                    "\(gadgets)/a/status?fieldManager=controller", "merge",
                    #"{"status":{"phase":"Ready","replicas":2},"spec":{"size":9}}"#),
                .patch("\(gadgets)/a", "merge", #"{"status":{"phase":"No"},"spec":{"size":4}}"#),
                .get("\(gadgets)/a/scale"),
                .patch("\(gadgets)/a/scale", "merge", #"{"spec":{"replicas":5}}"#), .get("\(gadgets)/a"),
            ]),
        gadgets(
            "apply of a custom object with an int-or-string",
            [
                .apply(
                    "\(gadgets)/a", by: "git",
                    gadget("a", #"{"size":1,"limit":5,"ports":[{"port":1}],"labels":{"a":"1"}}"#)),
                .apply("\(gadgets)/a", by: "other", gadget("a", #"{"limit":5,"labels":{"b":"1"}}"#)),
                .apply("\(gadgets)/a", by: "other", gadget("a", #"{"limit":"5%","ports":[{"port":2}]}"#)),
                .patch("\(gadgets)/a?fieldManager=kubectl-edit", "merge", #"{"spec":{"size":2}}"#),
                .apply("\(gadgets)/a", by: "git", "&force=true", gadget("a", #"{"size":1,"labels":{"a":"1"}}"#)),
                .apply("\(gadgets)/a", by: "git", gadget("a", #"{"nonsense":1}"#)),
            ]),
        custom(
            "updates of custom objects need a version",
            [
                .post(widgets, widget("a", #"{"size":1}"#)), .put("\(widgets)/a", widget("a", #"{"size":2}"#)),
                .put("\(widgets)/b", widget("b", #"{"size":2}"#)),
                .patch("\(widgets)/a", "strategic-merge", #"{"spec":{"size":3}}"#),
            ]),
        Scenario(
            "definitions that are none",
            [
                .post(
                    definitions,
                    #"{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"wrong.{id}.example.com"},"spec":{"group":"{id}.example.com","scope":"Namespaced","names":{"plural":"widgets","kind":"Widget"},"versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object"}}}]}}"#
                ).comparing(.members(["/code", "/reason", "/details/causes/0"]))
            ]),
        custom(
            "a definition that goes takes its objects along",
            [
                .post(widgets, widget("a", #"{"size":1}"#)).comparing(.status),
                .get("\(definitions)/widgets.{id}.example.com").comparing(
                    .members([
                        "/spec/names", "/spec/conversion", "/status/acceptedNames", "/status/storedVersions",
                        "/metadata/generation", "/status/conditions/0/type", "/status/conditions/1/type",
                        "/status/conditions/1/status",
                    ])),
            ]),
    ]
}
