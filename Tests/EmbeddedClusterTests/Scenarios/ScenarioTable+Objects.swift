/// Every scenario, in groups.
enum ScenarioTable {
    static let maps = "/api/v1/namespaces/{ns}/configmaps"

    static func map(_ name: String, _ data: String = #"{"a":"1"}"#, metadata: String = "") -> String {
        #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"\#(name)"\#(metadata)},"data":\#(data)}"#
    }

    /// Of these a namespace has only what a scenario puts there.
    private static let roles = "/apis/rbac.authorization.k8s.io/v1/namespaces/{ns}/roles"

    private static func role(_ name: String) -> String {
        #"{"metadata":{"name":"\#(name)"},"rules":[{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}]}"#
    }

    /// Requests that any kind answers alike.
    static let objects: [Scenario] = [
        Scenario(
            "create, get, list, delete",
            [
                .post(maps, map("one", metadata: #","labels":{"l":"1"}"#)), .get("\(maps)/one"),
                .get("\(maps)?labelSelector=l"), .delete("\(maps)/one"), .get("\(maps)/one"),
            ]),
        Scenario("create what is there", [.post(maps, map("one")), .post(maps, map("one"))]),
        Scenario(
            "create without apiVersion and kind", [.post(maps, #"{"metadata":{"name":"bare"},"data":{"a":"b"}}"#)]),
        Scenario(
            "create of another kind",
            [
                .post(maps, #"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"x"}}"#).comparing(.status)
            ]),
        Scenario(
            "create of another version",
            [
                .post(maps, #"{"apiVersion":"v2","kind":"ConfigMap","metadata":{"name":"x"}}"#).comparing(.status)
            ]),
        Scenario("create without a name", [.post(maps, #"{"metadata":{},"data":{}}"#)]),
        Scenario(
            "create with a generated name",
            [
                .post(maps, #"{"metadata":{"generateName":"made-"}}"#)
                    .comparing(.members(["/metadata/generateName", "/kind", "/metadata/namespace"]))
            ]),
        Scenario(
            "names that are none",
            [
                .post(maps, map("Upper_Case")), .post(maps, map("-dash")),
                .post("/api/v1/namespaces", #"{"metadata":{"name":"a.b"}}"#),
                .post(
                    "/api/v1/namespaces/{ns}/services", #"{"metadata":{"name":"1st"},"spec":{"ports":[{"port":80}]}}"#),
            ]),
        Scenario(
            "labels that are none",
            [
                .post(maps, map("a", metadata: #","labels":{"a b":"c"}"#)),
                .post(maps, map("a", metadata: #","labels":{"ok":"-x"}"#)),
                .post(maps, map("a", metadata: #","annotations":{"no/such/key":"c"}"#)),
            ]),
        Scenario(
            "namespaces that do not match",
            [
                .post(maps, map("a", metadata: #","namespace":"default""#)),
                .post("/api/v1/namespaces/nowhere-{id}/configmaps", map("a")),
            ]),
        Scenario(
            "paths that lead nowhere",
            [
                .get("/api/v1/namespaces/{ns}/widgets"), .get("/apis/example.com/v1"), .get("/apis/example.com"),
                .get("\(maps)/one/status"), .get("/api/v9"),
            ]),
        Scenario(
            "methods that are not served",
            [
                .put(maps, "{}"), .post("\(maps)/one", "{}"),
                .send("PATCH", maps, "application/merge-patch+json", "{}"),
                .delete("/api/v1/namespaces"), .post("/api/v1/configmaps", "{}"),
            ]),
        Scenario(
            "content types that are not read",
            [
                .send("POST", maps, "text/plain", map("a")), .send("PATCH", "\(maps)/a", "application/json", "{}"),
                .send("PATCH", "\(maps)/a", "text/plain", "{}"),
                .get(maps).with(header: "Accept", "text/plain"),
            ]),
        Scenario(
            "bodies that are no JSON",
            [
                .post(maps, "{").comparing(.status), .post(maps, "[]").comparing(.status),
                .post(maps, "").comparing(.status),
            ]),
        Scenario(
            "values of the wrong type",
            [
                .post(maps, map("a", #"{"n":1}"#)).comparing(.members(["/reason", "/code", "/status"])),
                .post(maps, map("a", #"["x"]"#)).comparing(.members(["/reason", "/code"])),
            ]),
        Scenario(
            "unknown members are dropped",
            [
                .post(maps, #"{"metadata":{"name":"a","nonsense":1},"data":{"a":"b"},"more":{"x":[1]}}"#)
            ]),
        Scenario(
            "update replaces",
            [
                .post(maps, map("a", #"{"a":"1","b":"2"}"#)), .put("\(maps)/a", map("a", #"{"b":"3"}"#)),
                .get("\(maps)/a"),
            ]),
        Scenario(
            "update with an old version",
            [
                .post(maps, map("a")), .put("\(maps)/a", map("a", #"{"a":"2"}"#)),
                .put("\(maps)/a", map("a", #"{"a":"3"}"#, metadata: #","resourceVersion":"{rv:1}""#)),
                .put("\(maps)/a", map("a", #"{"a":"3"}"#, metadata: #","resourceVersion":"{rv:2}""#)),
            ]),
        Scenario("update of what is not there", [.put("\(maps)/a", map("a"))]),
        Scenario(
            "update under another name or UID",
            [
                .post(maps, map("a")), .put("\(maps)/a", map("b")),
                .put("\(maps)/a", map("a", metadata: #","uid":"11111111-1111-1111-1111-111111111111""#)),
                .put("\(maps)/a", map("a", metadata: #","namespace":"default""#)),
            ]),
        Scenario(
            "update that changes nothing",
            [
                .post(maps, map("a")), .put("\(maps)/a", map("a")), .get("\(maps)/a"),
            ]),
        Scenario(
            "edit as kubectl does",
            [
                .post("\(maps)?fieldManager=kubectl-create", map("a", #"{"a":"1","b":"2"}"#)),
                .patch("\(maps)/a?fieldManager=kubectl-edit", "strategic-merge", #"{"data":{"a":"9"}}"#),
                .put("\(maps)/a?fieldManager=kubectl-replace", map("a", #"{"a":"9","c":"3"}"#)),
            ]),
        Scenario(
            "dry runs keep nothing",
            [
                .post("\(maps)?dryRun=All", map("a")).comparing(.members(["/data", "/metadata/name"])),
                .get("\(maps)/a"), .post(maps, map("a")),
                .put("\(maps)/a?dryRun=All", map("a", #"{"a":"2"}"#)),
                .patch("\(maps)/a?dryRun=All", "merge", #"{"data":{"b":"3"}}"#),
                .apply("\(maps)/a", by: "m", "&dryRun=All&force=true", map("a", #"{"a":"4"}"#)),
                .delete("\(maps)/a?dryRun=All"), .get("\(maps)/a"), .post("\(maps)?dryRun=Some", map("b")),
            ]),
        Scenario(
            "field managers that are none",
            [
                .post("\(maps)?fieldManager=" + String(repeating: "x", count: 129), map("a")),
                .post("\(maps)?fieldManager=a%07b", map("a")),
                .send("PATCH", "\(maps)/a", "application/apply-patch+yaml", map("a")),
                .send("PATCH", "\(maps)/a?force=true", "application/merge-patch+json", map("a")),
            ]),
        Scenario(
            "merge patch",
            [
                .post(maps, map("a", #"{"a":"1","b":"2"}"#)),
                .patch("\(maps)/a", "merge", #"{"data":{"a":null,"c":"3"}}"#),
                .patch("\(maps)/a", "merge", #"{"metadata":{"name":"b"}}"#), .patch("\(maps)/none", "merge", "{}"),
            ]),
        Scenario(
            "JSON patch",
            [
                .post(maps, map("a", #"{"a":"1","b":"2"}"#)),
                .patch(
                    "\(maps)/a", "json",
                    #"[{"op":"test","path":"/data/a","value":"1"},{"op":"replace","path":"/data/a","value":"2"},{"op":"remove","path":"/data/b"},{"op":"add","path":"/data/c","value":"3"},{"op":"copy","from":"/data/c","path":"/data/d"},{"op":"move","from":"/data/c","path":"/data/e"}]"#
                ),
                .patch("\(maps)/a", "json", #"[{"op":"test","path":"/data/a","value":"7"}]"#),
                .patch("\(maps)/a", "json", #"[{"op":"remove","path":"/data/none"}]"#),
                .patch("\(maps)/a", "json", #"{"op":"remove"}"#).comparing(.status),
            ]),
        Scenario(
            "patches of the wrong type",
            [
                .post(maps, map("a")),
                .patch("\(maps)/a", "merge", #"{"data":{"a":1}}"#).comparing(.members(["/reason", "/code"])),
            ]),
        Scenario(
            "delete with preconditions",
            [
                .post(maps, map("a")),
                .delete("\(maps)/a", #"{"preconditions":{"uid":"11111111-1111-1111-1111-111111111111"}}"#),
                .delete("\(maps)/a", #"{"preconditions":{"resourceVersion":"1"}}"#),
                .delete("\(maps)/a", #"{"preconditions":{"uid":"{uid:1}","resourceVersion":"{rv:1}"}}"#),
            ]),
        Scenario(
            "delete with finalizers",
            [
                .post(maps, map("a", metadata: #","finalizers":["example.com/hold"]"#)), .delete("\(maps)/a"),
                .get("\(maps)/a"),
                .delete("\(maps)/a"), .patch("\(maps)/a", "merge", #"{"metadata":{"finalizers":null}}"#),
                .get("\(maps)/a"),
            ]),
        Scenario(
            "delete with a policy that is none",
            [.post(maps, map("a")), .delete("\(maps)/a?propagationPolicy=Sometimes")]),
        Scenario(
            "selectors",
            [
                .post(maps, map("a", metadata: #","labels":{"app":"web","tier":"front"}"#)),
                .post(maps, map("b", metadata: #","labels":{"app":"web"}"#)),
                .post(maps, map("c", metadata: #","labels":{"app":"db"}"#)),
                .get("\(maps)?labelSelector=app%3Dweb").comparing(
                    .members(["/items/0/metadata/name", "/items/1/metadata/name", "/items/2"])),
                .get("\(maps)?labelSelector=app,app%21%3Dweb").comparing(
                    .members(["/items/0/metadata/name", "/items/1"])),
                .get("\(maps)?labelSelector=app%20in%20(web,db),!tier").comparing(
                    .members(["/items/0/metadata/name", "/items/1/metadata/name", "/items/2"])),
                .get("\(maps)?labelSelector=tier").comparing(.members(["/items/0/metadata/name", "/items/1"])),
                .get("\(maps)?labelSelector=app,app%20notin%20(web)").comparing(
                    .members(["/items/0/metadata/name", "/items/1"])),
                .get("\(maps)?fieldSelector=metadata.name%3Db").comparing(
                    .members(["/items/0/metadata/name", "/items/1"])),
                .get("\(maps)?fieldSelector=data.a%3Db").comparing(.status),
                .get("\(maps)?labelSelector=%25").comparing(.status),
            ]),
        Scenario(
            "pages",
            [
                .post(roles, role("a")), .post(roles, role("b")), .post(roles, role("c")),
                .get("\(roles)?limit=2").comparing(
                    .members([
                        "/items/0/metadata/name", "/items/1/metadata/name", "/items/2", "/metadata/remainingItemCount",
                    ])),
                .get("\(roles)?limit=3").comparing(
                    .members(["/items/2/metadata/name", "/metadata/continue", "/metadata/remainingItemCount"])),
            ]),
        Scenario(
            "delete a collection",
            [
                .post(maps, map("a", metadata: #","labels":{"x":"1"}"#)), .post(maps, map("b")),
                .delete("\(maps)?labelSelector=x%3D1").comparing(
                    .members(["/kind", "/items/0/metadata/name", "/items/1"])), .get("\(maps)/a"),
                .get("\(maps)/b").comparing(.status),
            ]),
        Scenario(
            "metadata that clients cannot set",
            [
                .post(
                    maps,
                    map(
                        "a",
                        metadata:
                            #","uid":"x","creationTimestamp":"2001-01-01T00:00:00Z","generation":7,"selfLink":"/x","deletionTimestamp":"2001-01-01T00:00:00Z""#
                    )),
                .patch(
                    "\(maps)/a", "merge", #"{"metadata":{"creationTimestamp":"2001-01-01T00:00:00Z","generation":9}}"#),
            ]),
    ]
}
