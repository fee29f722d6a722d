import KubeAPI
import ObjectModel
import Testing

/// An unchanged server costs one small request; a changed one is never answered for from the cache.
@Suite struct OpenAPICacheTests {
    static func v3(_ hash: String) -> @Sendable (ScriptedServer.Request) -> [ScriptedServer.Step] {
        { request in
            switch request.path {
            case "/openapi/v3":
                [
                    Answer.json(
                        """
                        {"paths":{"api/v1":{"serverRelativeURL":"/openapi/v3/api/v1?hash=\(hash)"},\
                        "apis/apps/v1":{"serverRelativeURL":"/openapi/v3/apis/apps/v1?hash=B"}}}
                        """)
                ]
            default: [Answer.json(#"{"openapi":"3.0.0","of":"\#(request.target)"}"#)]
            }
        }
    }

    static func v2(_ tag: String) -> @Sendable (ScriptedServer.Request) -> [ScriptedServer.Step] {
        { request in
            guard request.path == "/openapi/v2" else { return [Answer.status(404, "NotFound", "no")] }
            if request.headers["if-none-match"] == "\"\(tag)\"" {
                return [.send("HTTP/1.1 304 Not Modified\r\nETag: \"\(tag)\"\r\n\r\n")]
            }
            return [Answer.json(#"{"swagger":"2.0","of":"\#(tag)"}"#, headers: ["ETag: \"\(tag)\""])]
        }
    }

    /// What a client with this cache reads: texts in the order of the index, and the key of the index.
    static func read(
        _ server: ScriptedServer, _ cache: String?, _ wanted: [String] = ["v1", "apps/v1", "gone/v1"]
    ) async throws -> (version: OpenAPIIndex.Version, key: String?, texts: [String]) {
        let client = try server.client { $0.cacheDirectory = cache }
        defer { client.shutdown() }
        let index = try await client.openAPIIndex(for: Set(wanted.map { GroupVersion($0) }))
        var texts: [String] = []
        for document in index.documents {
            texts.append(String(decoding: try await client.openAPIDocument(document).bytes, as: UTF8.self))
        }
        return (index.version, index.contentKey, texts)
    }

    @Test func v3DocumentsAreReadOnceForEachHash() async throws {
        let directory = try TemporaryDirectory()
        let hash = Collected<String>()
        hash.add("A")
        let server = try ScriptedServer { Self.v3(hash.all.last ?? "")($0) }
        defer { server.stop() }
        let first = try await Self.read(server, directory.path)
        #expect(first.version == .v3)
        #expect(
            first.texts
                == ["/openapi/v3/api/v1?hash=A", "/openapi/v3/apis/apps/v1?hash=B"].map {
                    #"{"openapi":"3.0.0","of":"\#($0)"}"#
                })
        #expect(server.requests.count == 3)
        let second = try await Self.read(server, directory.path)
        #expect(second.texts == first.texts && second.key == first.key)
        #expect(server.requests.count == 4, "the index only")
        hash.add("C")
        let third = try await Self.read(server, directory.path)
        #expect(third.texts[0].contains("hash=C") && third.key != first.key)
        #expect(server.requests.count == 6, "the index and the document that changed")
    }

    @Test func v2IsAskedForWithItsTag() async throws {
        let directory = try TemporaryDirectory()
        let tag = Collected<String>()
        tag.add("t1")
        let server = try ScriptedServer { Self.v2(tag.all.last ?? "")($0) }
        defer { server.stop() }
        let first = try await Self.read(server, directory.path)
        #expect(first.version == .v2 && first.texts == [#"{"swagger":"2.0","of":"t1"}"#])
        let second = try await Self.read(server, directory.path)
        #expect(second.texts == first.texts && second.key == first.key)
        #expect(
            server.requests.filter { $0.path == "/openapi/v2" }.map { $0.headers["if-none-match"] } == [nil, "\"t1\""])
        tag.add("t2")
        let third = try await Self.read(server, directory.path)
        #expect(third.texts == [#"{"swagger":"2.0","of":"t2"}"#] && third.key != first.key)
    }

    @Test func aServerThatHasLearntV3IsReadInV3() async throws {
        let directory = try TemporaryDirectory()
        let isNew = Collected<Bool>()
        let server = try ScriptedServer { isNew.count > 0 ? Self.v3("A")($0) : Self.v2("t")($0) }
        defer { server.stop() }
        #expect(try await Self.read(server, directory.path).version == .v2)
        isNew.add(true)
        #expect(try await Self.read(server, directory.path).version == .v3)
    }

    /// Kubernetes issue 117463: both forms are met behind a proxy that serves the API below a path.
    @Test(arguments: ["", "/k8s/clusters/c-1"])
    func documentsAreFoundBelowThePathOfTheServer(_ prefix: String) async throws {
        let server = try ScriptedServer { request in
            guard request.path.hasPrefix("/k8s/clusters/c-1/openapi/v3") else {
                return [Answer.status(404, "NotFound", "no")]
            }
            guard request.path.hasSuffix("/openapi/v3") else { return [Answer.json(#"{"openapi":"3.0.0"}"#)] }
            return [
                Answer.json(#"{"paths":{"api/v1":{"serverRelativeURL":"\#(prefix)/openapi/v3/api/v1?hash=A"}}}"#)
            ]
        }
        defer { server.stop() }
        let client = try KubeClient(
            ClusterConnection(server: server.url + "/k8s/clusters/c-1", name: "x", credentials: FixedCredentials()))
        defer { client.shutdown() }
        let index = try await client.openAPIIndex(for: [GroupVersion("v1")])
        let document = try await client.openAPIDocument(try #require(index.documents.first))
        #expect(String(decoding: document.bytes, as: UTF8.self) == #"{"openapi":"3.0.0"}"#)
    }

    @Test func damagedFilesAreReadAnewFromTheServer() async throws {
        let directory = try TemporaryDirectory()
        let server = try ScriptedServer { Self.v3("A")($0) }
        defer { server.stop() }
        let whole = try await Self.read(server, directory.path)
        let files = directory.files
        #expect(files.count == 2)
        for (place, file) in files.enumerated() {
            let bytes = try TemporaryDirectory.read(file)
            let name = String(file.dropFirst(directory.path.count + 1))
            // One is cut, in the other a single character differs.
            let text = String(decoding: bytes, as: UTF8.self)
            try directory.write(
                place == 0 ? String(text.dropLast(3)) : text.replacing("3.0.0", with: "3.0.1"), to: name)
        }
        #expect(try await Self.read(server, directory.path).texts == whole.texts)
    }

    @Test func worksWhereNothingCanBeKept() async throws {
        let server = try ScriptedServer { Self.v3("A")($0) }
        defer { server.stop() }
        #expect(try await Self.read(server, "/proc/1/nowhere").texts.count == 2)
        #expect(try await Self.read(server, nil).texts.count == 2)
    }

    @Test func halfADocumentIsAnErrorAndNotKept() async throws {
        let directory = try TemporaryDirectory()
        let server = try ScriptedServer { request in
            request.path == "/openapi/v3" ? Self.v3("A")(request) : [Answer.json(#"{"openapi":"3"#)]
        }
        defer { server.stop() }
        let error = await kubeError { try await Self.read(server, directory.path) }
        #expect(error?.code == .malformedResponse)
        #expect(directory.files.isEmpty)
    }
}
