import JSONText
package import ObjectModel

extension KubeClient {
    /// The kinds of `wanted`, or of every group-version where that is `nil`.
    ///
    /// A server from 1.26 on lists everything in two documents, which it confirms by ETag; an older one has a document
    /// for each group-version, of which only the wanted ones are read, all at once, and kept for ten minutes as kubectl
    /// keeps them. `isRefresh` reads past what is kept. A group-version that fails alone is in `failures`.
    package func resources(
        for wanted: Set<GroupVersion>? = nil, isRefresh: Bool = false
    ) async throws -> APICatalog {
        async let core = discoveryDocument("/api", isRefresh: isRefresh)
        async let named = discoveryDocument("/apis", isRefresh: isRefresh)
        let documents = try await [core, named]
        var catalog = APICatalog()
        var plain = APICatalog()
        for document in documents {
            switch document.form {
            case .aggregated: DiscoveryDocuments.addAggregated(document.value, to: &catalog)
            case .core: plain.groups[""] = (document.value["versions"]?.array ?? []).compactMap(\.string)
            case .groups: DiscoveryDocuments.addGroups(document.value, to: &plain)
            case .resources: break
            }
        }
        catalog.groups.merge(plain.groups) { aggregated, _ in aggregated }
        let served = plain.groupVersions.filter { wanted?.contains($0) ?? true }
        try await addResources(of: served, to: &catalog, isRefresh: isRefresh)
        return catalog
    }

    /// How the server calls each of `kinds`, or why it has none.
    ///
    /// The error of a version that is not served says which ones are; finding that out may read every group.
    /// `isRefresh` reads past what is kept.
    package func resolve(
        _ kinds: Set<GroupVersionKind>, isRefresh: Bool = false
    ) async throws -> [GroupVersionKind: Result<APIResource, KubeError>] {
        let wanted = Set(kinds.map(\.groupVersion))
        var catalog = try await resources(for: wanted, isRefresh: isRefresh)
        if kinds.contains(where: { catalog.resources[$0] == nil && catalog.failures[$0.groupVersion] == nil }) {
            // What is kept may be older than the kind; and the message needs the other versions.
            catalog = try await resources(isRefresh: true)
        }
        return Dictionary(uniqueKeysWithValues: kinds.map { kind in (kind, catalog.resource(for: kind)) })
    }

    /// Reads the lists of `groupVersions` at once; each that fails is noted, and not an error.
    private func addResources(
        of groupVersions: [GroupVersion], to catalog: inout APICatalog, isRefresh: Bool
    ) async throws {
        typealias Outcome = (GroupVersion, Result<DiscoveryDocument, KubeError>)
        try await withThrowingTaskGroup(of: Outcome.self) { group in
            for groupVersion in groupVersions {
                group.addTask {
                    do {
                        return (
                            groupVersion,
                            .success(
                                try await self.discoveryDocument("/\(groupVersion.path)", isRefresh: isRefresh))
                        )
                    } catch let error as KubeError where !error.concernsMoreThanOneGroup {
                        return (groupVersion, .failure(error))
                    }
                }
            }
            for try await (groupVersion, outcome) in group {
                switch outcome {
                case .success(let document):
                    DiscoveryDocuments.addResources(document.value, of: groupVersion, to: &catalog)
                case .failure(let error): catalog.failures[groupVersion] = error
                }
            }
        }
    }

    private func discoveryDocument(_ path: String, isRefresh: Bool) async throws -> DiscoveryDocument {
        let key = "discovery \(path)"
        let kept = isRefresh ? nil : cache?.read(key)
        if let kept, kept.tag.isEmpty, kept.isFresh(for: 600, now: DiskCache.now),
            let document = DiscoveryDocument(kept)
        {
            return document
        }
        var request = documentRequest(path)
        request.headers["accept"] = DiscoveryDocument.accepted
        if let kept, !kept.tag.isEmpty { request.headers["if-none-match"] = kept.tag }
        let response = try await respond(
            to: request, step: "read the kinds at", subject: path, accepting: [304], retry: retryOfOneGroup)
        if response.head.status == 304, let kept, let document = DiscoveryDocument(kept) { return document }
        let entry = DiskCache.Entry(
            tag: response.head.headers["etag"] ?? "", contentType: response.head.headers["content-type"] ?? "",
            storedAt: DiskCache.now, bytes: response.body)
        guard let document = DiscoveryDocument(entry) else {
            // Damaged in the cache, though it was whole when stored; the server must send it again.
            if response.head.status == 304, !isRefresh { return try await discoveryDocument(path, isRefresh: true) }
            throw KubeError.malformed(
                response, "that is not a list of kinds", step: "read the kinds at", subject: path, path: path)
        }
        cache?.store(entry, as: key)
        return document
    }

    /// The 503 of an aggregated API that is down lasts: one more try, not five.
    var retryOfOneGroup: RetryPolicy {
        var policy = options.retry
        policy.attempts = min(2, policy.attempts)
        return policy
    }
}

/// One discovery document in any of its forms.
private struct DiscoveryDocument: Sendable {
    /// What the `kind` of a document says that it is.
    enum Form: String, Sendable {
        case aggregated = "APIGroupDiscoveryList"
        case core = "APIVersions"
        case groups = "APIGroupList"
        case resources = "APIResourceList"
    }

    var value: JSONValue
    var form: Form

    /// In the order of preference: v2 (1.30), v2beta1 (1.26), the legacy form.
    static let accepted =
        ["v2", "v2beta1"].map {
            "application/json;g=apidiscovery.k8s.io;v=\($0);as=APIGroupDiscoveryList,"
        }.joined() + "application/json"

    /// `nil` for what is none of the forms.
    init?(_ entry: DiskCache.Entry) {
        // Not being JSON is one of the ways not to be a discovery document.
        guard let value = try? JSONText.read(entry.bytes, subject: "discovery"), let kind = value["kind"]?.string,
            let form = Form(rawValue: kind)
        else { return nil }
        self.value = value
        self.form = form
    }
}

extension APICatalog {
    /// The resource of `kind`, or the error that says what the server has instead.
    package func resource(for kind: GroupVersionKind) -> Result<APIResource, KubeError> {
        if let resource = resources[kind] { return .success(resource) }
        if let failure = failures[kind.groupVersion] { return .failure(failure) }
        let others = versions(ofKind: kind.kind)
        let sameGroup = others.filter { $0.group == kind.group }
        let named = sameGroup.isEmpty ? others : sameGroup
        let detail: String
        let hint: String
        if let best = named.first {
            let list = named.map(\.description).joined(separator: ", ")
            detail = "the server does not serve \(kind); it serves \(kind.kind) as \(list)"
            hint = "write 'apiVersion: \(best)' in the manifest"
        } else if serves(kind.groupVersion) {
            detail = "the server serves \(kind.apiVersion), but no kind \(kind.kind) in it"
            hint = "check the spelling of the kind, or install its CustomResourceDefinition"
        } else {
            detail = "the server serves no kind \(kind.kind) in any group"
            hint = "install its CustomResourceDefinition or the API server that has it"
        }
        return .failure(KubeError(.notServed, step: "find", subject: kind.description, detail: detail, hint: hint))
    }
}
