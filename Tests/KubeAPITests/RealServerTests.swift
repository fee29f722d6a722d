import KubeAPI
import ObjectModel
import Testing

/// What the scripted server cannot show: that a real API server understands us, over HTTP/2 and TLS.
@Suite(.enabled(if: Testbed.isThere, Comment(rawValue: Testbed.howTo)))
struct RealServerTests {
    @Test func manyRequestsShareOneConnection() async throws {
        let transport = try Transport(Testbed.connection())
        defer { transport.shutdown() }
        let credentials = try Testbed.administrator()
        let heads = try await withThrowingTaskGroup(of: HTTPHead.self) { group in
            for _ in 0..<200 {
                group.addTask { try await transport.send(HTTPRequest(.get, "/api/v1"), as: credentials).head }
            }
            var heads: [HTTPHead] = []
            for try await head in group { heads.append(head) }
            return heads
        }
        #expect(heads.allSatisfy { $0.status == 200 && $0.isHTTP2 })
        #expect(heads.filter(\.isOnNewConnection).count == 1)
    }

    /// Some are cancelled before the connection is up, some while their answers come; the rest must not notice.
    @Test func cancellingSomeLeavesTheOthers() async throws {
        let credentials = try Testbed.administrator()
        for round in 0..<10 {
            let transport = try Transport(Testbed.connection())
            defer { transport.shutdown() }
            let tasks = (0..<20).map { _ in
                Task { try await transport.send(HTTPRequest(.get, "/openapi/v2"), as: credentials) }
            }
            for task in tasks.prefix(round) { task.cancel() }
            if round % 2 == 1 { try await Task.sleep(for: .milliseconds(20)) }
            for task in tasks.dropFirst(round).prefix(5) { task.cancel() }
            for task in tasks.dropFirst(round + 5) {
                let response = try await task.value
                #expect(response.head.status == 200 && response.body.last == UInt8(ascii: "}"))
            }
            for task in tasks { _ = await task.result }
        }
    }

    @Test func resolvesKindsAndNamesTheVersionThatIsServed() async throws {
        let client = try Testbed.client()
        defer { client.shutdown() }
        #expect(try await client.version().gitVersion.hasPrefix("v1.20.2"))
        let old = GroupVersionKind(apiVersion: "policy/v1", kind: "PodDisruptionBudget")
        let web = GroupVersionKind(apiVersion: "apps/v1", kind: "Deployment")
        let found = try await client.resolve([old, web])
        let resource = try #require(found[web]).get()
        #expect(resource.name == "deployments" && resource.isNamespaced)
        #expect(resource.subresources == ["scale", "status"])
        #expect(resource.verbs.contains("watch"))
        guard case .failure(let error)? = found[old] else {
            Issue.record("policy/v1 came with 1.21")
            return
        }
        #expect(error.code == .notServed && error.hint.contains("policy/v1beta1"), "\(error)")
    }

    @Test func listsInPagesWhatWasApplied() async throws {
        try await Testbed.withNamespace { client, namespace in
            let names = (0..<25).map { "map-\($0 < 10 ? "0" : "")\($0)" }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for name in names {
                    group.addTask {
                        _ = try await client.apply(
                            Testbed.configMap(name), to: Testbed.configMaps, namespace: namespace,
                            options: ApplyOptions(fieldManager: "tests"))
                    }
                }
                try await group.waitForAll()
            }
            var options = ListOptions()
            options.namespace = namespace
            options.pageSize = 7
            options.fieldSelector = "metadata.name!=kube-root-ca.crt"
            var found: [String] = []
            let summary = try await client.list(Testbed.configMaps, options) { event in
                guard case .item(let object) = event else { return }
                #expect(object["kind"] == "ConfigMap" && object["apiVersion"] == "v1")
                found.append(object["metadata"]?["name"]?.string ?? "")
            }
            #expect(found == names)
            #expect(summary.pages >= 4 && !summary.resourceVersion.isEmpty)
        }
    }

    @Test func applyOwnsFieldsAndSaysWhoElseDoes() async throws {
        try await Testbed.withNamespace { client, namespace in
            func apply(_ value: JSONValue, _ manager: String, _ change: (inout ApplyOptions) -> Void = { _ in })
                async throws -> JSONValue
            {
                var options = ApplyOptions(fieldManager: manager)
                change(&options)
                return try await client.apply(
                    Testbed.configMap("m", ["a": value]), to: Testbed.configMaps, namespace: namespace,
                    options: options
                ).object
            }
            _ = try await apply("1", "one")
            let error = await kubeError { try await apply("2", "two") }
            #expect(error?.code == .conflict)
            #expect(error?.causes.map(\.reason) == ["FieldManagerConflict"])
            #expect(error?.causes.map(\.field) == [".data.a"])
            #expect(error?.description.contains("ConfigMap \(namespace)/m") == true)
            let dry = try await apply("2", "two") {
                $0.force = true
                $0.isDryRun = true
            }
            #expect(dry["data"]?["a"] == "2")
            let live = try await client.get(Testbed.configMaps, namespace: namespace, name: "m")
            #expect(live?["data"]?["a"] == "1", "a dry run changes nothing")
            #expect(try await apply("2", "two") { $0.force = true }["data"]?["a"] == "2")
        }
    }

    @Test func deletesOnlyWhatWasMeant() async throws {
        try await Testbed.withNamespace { client, namespace in
            let made = try await client.create(
                Testbed.configMap("m"), as: Testbed.configMaps, namespace: namespace
            ).object
            let again = await kubeError {
                try await client.create(Testbed.configMap("m"), as: Testbed.configMaps, namespace: namespace)
            }
            #expect(again?.code == .alreadyExists)
            var options = DeleteOptions()
            options.uid = "00000000-0000-0000-0000-000000000000"
            let error = await kubeError {
                try await client.delete(Testbed.configMaps, namespace: namespace, name: "m", options: options)
            }
            #expect(error?.code == .conflict)
            options.uid = made["metadata"]?["uid"]?.string
            try await client.delete(Testbed.configMaps, namespace: namespace, name: "m", options: options)
            #expect(try await client.get(Testbed.configMaps, namespace: namespace, name: "m") == nil)
        }
    }

    static let changes: [(kind: PatchKind, patch: JSONValue)] = [
        (.merge, ["data": ["a": "2"]]), (.strategic, ["data": ["a": "2"]]),
        (.json, [["op": "replace", "path": "/data/a", "value": "2"]]),
    ]

    @Test(arguments: changes)
    func patches(_ kind: PatchKind, _ patch: JSONValue) async throws {
        try await Testbed.withNamespace { client, namespace in
            _ = try await client.create(Testbed.configMap("m"), as: Testbed.configMaps, namespace: namespace)
            let answer = try await client.patch(
                patch, as: kind, Testbed.configMaps, namespace: namespace, name: "m")
            #expect(answer.object["data"]?["a"] == "2")
        }
    }

    @Test func watchesFromAListOn() async throws {
        try await Testbed.withNamespace { client, namespace in
            var listed = ListOptions()
            listed.namespace = namespace
            let summary = try await client.list(Testbed.configMaps, listed) { _ in }
            var options = WatchOptions(resourceVersion: summary.resourceVersion)
            options.namespace = namespace
            options.fieldSelector = "metadata.name=m"
            let watch = try await client.watch(Testbed.configMaps, options)
            _ = try await client.create(Testbed.configMap("m"), as: Testbed.configMaps, namespace: namespace)
            try await client.delete(Testbed.configMaps, namespace: namespace, name: "m")
            var seen: [String] = []
            for try await event in watch {
                switch event {
                case .added(let object): seen.append("added \(object["data"]?["a"]?.string ?? "")")
                case .deleted: seen.append("deleted")
                default: seen.append("\(event)")
                }
                if seen.count == 2 { break }
            }
            #expect(seen == ["added 1", "deleted"])
        }
    }

    @Test func keepsTheSchemaByTheServersOwnHash() async throws {
        let directory = try TemporaryDirectory()
        var keys: [String] = []
        for _ in 0..<2 {
            let client = try Testbed.client(cache: directory.path)
            defer { client.shutdown() }
            let index = try await client.openAPIIndex(for: [GroupVersion("apps/v1")])
            #expect(index.version == .v2, "1.20 has no v3")
            keys.append(try #require(index.contentKey))
            let bytes = try await client.openAPIDocument(try #require(index.documents.first)).bytes
            #expect(bytes.count > 1_000_000)
        }
        #expect(keys[0] == keys[1] && !keys[0].hasSuffix("="))
    }

    @Test func saysWhatTheUserMayNot() async throws {
        let user = Credentials(bearerToken: try Testbed.required("TOKEN"))
        let client = try Testbed.client(user)
        defer { client.shutdown() }
        #expect(try await client.isAllowed(AccessQuestion("list", Testbed.configMaps)))
        #expect(try await !client.isAllowed(AccessQuestion("delete", Testbed.namespaces)))
        let nodes = APIResource(groupVersion: GroupVersion("v1"), kind: "Node", name: "nodes", isNamespaced: false)
        let error = await kubeError { try await client.list(nodes) { _ in } }
        #expect(error?.code == .forbidden && error?.detail.contains("cannot list resource") == true)
    }

    @Test func refusesWhatItCannotTrust() async throws {
        let foreign = try Testbed.client(authority: "FOREIGN_CA")
        defer { foreign.shutdown() }
        let distrust = await kubeError { try await foreign.version() }
        #expect(distrust?.code == .tls && distrust?.hint.contains("certificate-authority-data") == true)

        let stranger = try Testbed.client(Credentials(bearerToken: "nobody-knows-this"))
        defer { stranger.shutdown() }
        let unknown = await kubeError { try await stranger.list(Testbed.configMaps) { _ in } }
        #expect(unknown?.code == .unauthorized)

        let old = try Testbed.client(
            Credentials(
                clientCertificate: .init(
                    certificate: try TemporaryDirectory.read(Testbed.required("EXPIRED_CERT")),
                    key: try TemporaryDirectory.read(Testbed.required("EXPIRED_KEY")))))
        defer { old.shutdown() }
        let expired = await kubeError { try await old.list(Testbed.configMaps) { _ in } }
        #expect(expired?.code == .unauthorized)
    }

    @Test func passesTheServersWarningsOn() async throws {
        try await Testbed.withNamespace { client, namespace in
            let ingresses = APIResource(
                groupVersion: GroupVersion("networking.k8s.io/v1beta1"), kind: "Ingress", name: "ingresses",
                isNamespaced: true)
            let answer = try await client.apply(
                [
                    "apiVersion": "networking.k8s.io/v1beta1", "kind": "Ingress", "metadata": ["name": "i"],
                    "spec": ["backend": ["serviceName": "s", "servicePort": 80]],
                ], to: ingresses, namespace: namespace, options: ApplyOptions(fieldManager: "tests"))
            #expect(answer.warnings.count == 1)
            #expect(answer.warnings.first?.hasPrefix("networking.k8s.io/v1beta1 Ingress is deprecated") == true)
        }
    }
}
