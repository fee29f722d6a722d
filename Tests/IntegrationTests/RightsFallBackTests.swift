import ObjectModel
import Testing

/// Whoever may not list a kind in the whole cluster has it listed by namespace, then read one by one; what cannot be
/// read at all is unknown with the server's words, the code is 3, and the rest is reported all the same.
@Suite(.enabled(if: Testbed.isThere, Testbed.howTo))
struct RightsFallBackTests {
    /// Three ConfigMaps and a Secret in each of `namespaces`, applied.
    private func scene(_ namespaces: [String], maps: Int = 3) async throws -> Scene {
        let scene = try Scene(namespace: namespaces[0])
        var text = ""
        for namespace in namespaces {
            for number in 0..<maps {
                text += """
                    ---
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: map-\(number), namespace: \(namespace)}
                    data: {a: "\(number)"}

                    """
            }
            text += "---\napiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: \(namespace)}\ndata: {a: YQ==}\n"
        }
        try scene.write(text)
        try await Testbed.kubectl(
            ["apply", "--server-side", "--field-manager=reconcile", "-f", scene.scratch.file("manifests")])
        return scene
    }

    private func namespaces(_ count: Int) async throws -> [String] {
        var names: [String] = []
        for _ in 0..<count { names.append(try await Testbed.makeNamespace("rights")) }
        return names
    }

    private func grant(_ verbs: String, on resources: String, to user: String, in namespace: String) async throws {
        let name = Testbed.uniqueName("role")
        try await Testbed.kubectl(
            ["-n", namespace, "create", "role", name, "--verb=\(verbs)", "--resource=\(resources)"])
        try await Testbed.kubectl(
            ["-n", namespace, "create", "rolebinding", name, "--role=\(name)", "--user=\(user)"])
    }

    private func reconcile(_ scene: Scene, as user: String) throws -> Scene {
        var other = scene
        other.reconcile.variables["KUBECONFIG"] = try Testbed.impersonating(user, in: scene.scratch)
        return other
    }

    @Test func aUserWithoutRightsLearnsThatNothingIsKnown() async throws {
        var scene = try await scene(namespaces(1))
        scene.reconcile.variables["KUBECONFIG"] = try Testbed.kubeconfig("nobody")
        let report = try await scene.diff()
        #expect(report.code == 3 && !report.isComplete && !report.gaps.isEmpty, "\(report.story)")
        #expect(report.objects.allSatisfy { $0.verdict == "unknown" && $0.reason.contains("is forbidden") })
        #expect(report.objects.allSatisfy { isErrorLine($0.reason) }, "\(report.story)")
    }

    @Test func aViewerSeesAllButTheSecrets() async throws {
        var scene = try await scene(namespaces(1))
        scene.reconcile.variables["KUBECONFIG"] = try Testbed.kubeconfig("viewer")
        let report = try await scene.diff()
        #expect(report.code == 3, "\(report.story)")
        #expect(report.objects.map(\.verdict) == ["inSync", "inSync", "inSync", "unknown"], "\(report.story)")
        #expect(report.object("Secret/s")?.reason.contains("secrets \"s\" is forbidden") == true)
        #expect(report.gaps.count == 1)
    }

    @Test func whoMayOnlyListInTheNamespacesSeesAll() async throws {
        let names = try await namespaces(8)
        let scene = try await scene(names, maps: 1)
        let user = Testbed.uniqueName("lister")
        for name in names { try await grant("list", on: "configmaps,secrets", to: user, in: name) }
        try await Testbed.kubectl(["-n", names[3], "patch", "cm/map-0", "-p", #"{"data":{"a":"x"}}"#])
        let report = try await reconcile(scene, as: user).diff()
        #expect(report.code == 1 && report.isComplete, "\(report.story)")
        #expect(report.lines == ["drifted ConfigMap/map-0", " changed .data.a"], "\(report.story)")
        let requests = try await AuditLog.requests { $0.user == user && $0.resource == "configmaps" }
        #expect(requests.first?.namespace == "" && requests.first?.code == 403, "first the whole cluster is asked for")
        #expect(requests.dropFirst().allSatisfy { $0.verb == "list" && $0.code == 200 })
        #expect(Set(requests.dropFirst().map(\.namespace)) == Set(names))
    }

    @Test func whoMayOnlyGetSeesAll() async throws {
        let names = try await namespaces(1)
        let scene = try await scene(names)
        let user = Testbed.uniqueName("getter")
        try await grant("get", on: "configmaps,secrets", to: user, in: names[0])
        try await Testbed.kubectl(["-n", names[0], "delete", "cm/map-1"])
        let report = try await reconcile(scene, as: user).diff()
        #expect(report.code == 1 && report.isComplete && report.lines == ["missing ConfigMap/map-1"], "\(report.story)")
    }

    @Test func whereOneNamespaceIsClosedTheOthersAreCompared() async throws {
        let names = try await namespaces(2)
        let scene = try await scene(names)
        let user = Testbed.uniqueName("guest")
        try await grant("list", on: "configmaps", to: user, in: names[0])
        try await Testbed.kubectl(["-n", names[0], "patch", "cm/map-2", "-p", #"{"data":{"a":"x"}}"#])
        let report = try await reconcile(scene, as: user).diff()
        #expect(report.code == 3, "\(report.story)")
        for object in report.objects {
            let isOpen = object.value["namespace"]?.string == names[0] && object.name.hasPrefix("ConfigMap")
            let expected = isOpen ? (object.name == "ConfigMap/map-2" ? "drifted" : "inSync") : "unknown"
            #expect(object.verdict == expected, "\(report.story)")
        }
    }
}
