import JSONText
import ObjectModel

extension KubeClient {
    /// Which schema documents the server has for `groupVersions`, with its own hashes: one small request where v3 is
    /// served, one conditional request where only v2 is and an earlier answer is kept.
    ///
    /// A v3 that is not served, forbidden or broken leads to v2. Throws where v2 is no better: the error of the one that
    /// failed, or, with both not to be had (`isOfSchemaNotShown`), that of v3. A page for people and a redirect, as a
    /// proxy's login answers with, are thrown at once.
    package func openAPIIndex(for groupVersions: Set<GroupVersion>) async throws -> OpenAPIIndex {
        let isV2Known = cache?.read(Self.v2Key) != nil
        // Both at once: a server that had v2 only the last time has most likely not changed.
        async let early = isV2Known ? v2Reference() : nil
        do {
            let index = try await v3Index(groupVersions)
            if isV2Known { cache?.remove(Self.v2Key) }
            return index
        } catch let failure as KubeError where !failure.concernsWholeServer && !failure.isOfLogin {
            do {
                let reference = if let early = try await early { early } else { try await v2Reference() }
                return OpenAPIIndex(version: .v2, documents: [reference])
            } catch let other as KubeError where other.isOfSchemaNotShown {
                throw failure
            }
        }
    }

    /// One document: from the index, from disk, or from the server, which is then kept.
    ///
    /// A server whose document has changed since the index was read points to its new hash (`HandleGroupVersion` in
    /// kube-openapi's handler3); the reference that comes back is the one that was read. No other redirect is followed.
    package func openAPIDocument(_ wanted: OpenAPIReference) async throws -> OpenAPIDocument {
        let subject = wanted.groupVersion?.description ?? "all kinds"
        var reference = wanted
        for _ in 0..<Self.hashLimit {
            if let bytes = keptBytes(reference) { return OpenAPIDocument(reference: reference, bytes: bytes) }
            let request = documentRequest(try target(of: reference, subject))
            let response = try await respond(
                to: request, step: "read the schema of", subject: subject, accepting: [301], retry: retryOfOneGroup)
            guard response.head.status != 301 else {
                reference = try moved(reference, response, subject)
                continue
            }
            // Proves that it is JSON, and whole, before anything is kept.
            _ = try document(response, step: "read the schema of", subject: subject, path: reference.target)
            keep(response, as: reference)
            return OpenAPIDocument(reference: reference, bytes: response.body)
        }
        throw KubeError(
            .malformedResponse, step: "read the schema of", subject: subject,
            detail: "the server names another hash each time it is asked",
            hint: "run it again; the replicas of the API server may be of different releases for now")
    }

    /// For what is read whole, and takes about seven times its size in memory then: documents of discovery and OpenAPI.
    /// Those of Kubernetes itself have up to 4 MiB, and some 10 KiB more for each custom kind.
    func documentRequest(_ target: String) -> HTTPRequest {
        var request = HTTPRequest(.get, target)
        var limits = options.limits
        limits.bodyBytes = min(limits.bodyBytes, 64 << 20)
        request.limits = limits
        return request
    }

    /// Hashes that one document may have while it is being read.
    private static let hashLimit = 3

    private func keptBytes(_ reference: OpenAPIReference) -> [UInt8]? {
        if let bytes = reference.bytes { return bytes }
        guard !reference.tag.isEmpty, let kept = cache?.read(reference.key), kept.tag == reference.tag else {
            return nil
        }
        return kept.bytes
    }

    /// The same document under the hash that the redirect gives.
    private func moved(
        _ reference: OpenAPIReference, _ response: HTTPResponse, _ subject: String
    ) throws(KubeError) -> OpenAPIReference {
        guard let location = response.head.headers["location"], let tag = location.queryValue("hash"), !tag.isEmpty,
            reference.groupVersion != nil, location.withoutQuery == reference.target.withoutQuery
        else {
            throw KubeError(
                response, step: "read the schema of", subject: subject, path: String(reference.target.withoutQuery))
        }
        return OpenAPIReference(groupVersion: reference.groupVersion, tag: tag, target: location, bytes: nil)
    }

    /// What to ask for: a URL below `/openapi/v3` goes after the server's own path, as every other; one that has that
    /// path before it already is taken as it is (kubernetes issue 117463).
    private func target(of reference: OpenAPIReference, _ subject: String) throws(KubeError) -> String {
        let (url, prefix) = (reference.target, transport.address.path)
        let isPlain = url.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") }
        if isPlain, url.hasPrefix("/openapi/") { return url }
        if isPlain, url.hasPrefix("\(prefix)/") { return String(url.dropFirst(prefix.count)) }
        throw KubeError(
            .malformedResponse, step: "read the schema of", subject: subject,
            detail: "/openapi/v3 names '\(url.prefix(200))' for it, which is no path of this server",
            hint: "check that no proxy changes the server's answers")
    }

    /// What was stored under `key` (best made from `OpenAPIIndex.contentKey`), for compiled forms of documents; `nil`
    /// where there is none or it is damaged.
    package func cachedBlob(_ key: String) -> [UInt8]? { cache?.read("blob \(key)")?.bytes }

    /// Keeps `bytes` for `cachedBlob`, until the cache is full of newer ones.
    package func storeBlob(_ bytes: [UInt8], as key: String) {
        cache?.store(DiskCache.Entry(storedAt: DiskCache.now, bytes: bytes), as: "blob \(key)")
        cache?.trim()
    }

    /// Where the last tag of v2 is kept, apart from the document, which is only read when it is needed.
    private static let v2Key = "openapi v2 tag"

    private func v3Index(_ groupVersions: Set<GroupVersion>) async throws -> OpenAPIIndex {
        let value = try await json(
            documentRequest("/openapi/v3"), step: "read the schema at", subject: "/openapi/v3")
        guard let paths = value["paths"]?.object else {
            throw KubeError(
                .malformedResponse, step: "read the schema at", subject: "/openapi/v3", detail: "it has no paths",
                hint: "check that the server URL is that of a Kubernetes API server")
        }
        let documents = groupVersions.sorted().compactMap { groupVersion -> OpenAPIReference? in
            guard let entry = paths[groupVersion.path] else { return nil }
            let target = entry["serverRelativeURL"]?.string ?? ""
            return OpenAPIReference(
                groupVersion: groupVersion, tag: target.queryValue("hash") ?? "", target: target, bytes: nil)
        }
        return OpenAPIIndex(version: .v3, documents: documents)
    }

    private func v2Reference() async throws -> OpenAPIReference {
        let target = "/openapi/v2"
        let kept = cache?.read(Self.v2Key)?.tag ?? ""
        var request = documentRequest(target)
        if !kept.isEmpty { request.headers["if-none-match"] = kept }
        let response = try await respond(
            to: request, step: "read the schema at", subject: target, accepting: [304])
        if response.head.status == 304 {
            return OpenAPIReference(groupVersion: nil, tag: kept, target: target, bytes: nil)
        }
        _ = try document(response, step: "read the schema at", subject: target, path: target)
        let tag = response.head.headers["etag"] ?? ""
        let reference = OpenAPIReference(groupVersion: nil, tag: tag, target: target, bytes: response.body)
        if !tag.isEmpty { cache?.store(DiskCache.Entry(tag: tag, storedAt: DiskCache.now), as: Self.v2Key) }
        keep(response, as: reference)
        return reference
    }

    /// Under the server's own hash. A document that changed since the reference was made has another one.
    private func keep(_ response: HTTPResponse, as reference: OpenAPIReference) {
        let tag = reference.tag
        guard !tag.isEmpty, reference.groupVersion != nil || response.head.headers["etag"] == tag else { return }
        let type = response.head.headers["content-type"] ?? ""
        cache?.store(
            DiskCache.Entry(tag: tag, contentType: type, storedAt: DiskCache.now, bytes: response.body),
            as: reference.key)
        cache?.trim()
    }
}

extension KubeError {
    /// The server, or what stands before it, has no schema to show to us; it is not broken.
    package var isOfSchemaNotShown: Bool {
        code == .forbidden || [404, 405, 406, 410, 501].contains(httpStatus)
    }

    /// A proxy stands before the server and wants a login: its page, or the way there.
    package var isOfLogin: Bool { code == .webPage || code == .redirected }
}

extension OpenAPIReference {
    fileprivate var key: String { "openapi \(target) \(tag)" }
}

extension String {
    fileprivate var withoutQuery: Substring { prefix { $0 != "?" } }

    /// The value of `name` in the query of this URL, as it is written there.
    fileprivate func queryValue(_ name: String) -> String? {
        split(separator: "?", maxSplits: 1).dropFirst().first?.split(separator: "&")
            .first { $0.hasPrefix("\(name)=") }.map { String($0.dropFirst(name.count + 1)) }
    }
}
