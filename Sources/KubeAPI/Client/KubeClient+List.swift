import JSONText
package import ObjectModel

/// Which objects of a kind to list, and in which portions.
package struct ListOptions: Sendable, Hashable {
    /// `nil` for all namespaces.
    package var namespace: String?
    package var labelSelector: String?
    package var fieldSelector: String?
    /// Objects a page; 0 for all at once.
    package var pageSize = 500
    /// Only `metadata` of each object (`PartialObjectMetadata`).
    package var isMetadataOnly = false

    package init() {}
}

/// What a list brings, in the server's order.
package enum ListEvent: Sendable, Hashable {
    /// One object, with the `apiVersion` and `kind` that list items lack.
    case item(JSONValue)
    /// The server has forgotten the state that was being paged through: everything delivered so far is void, and the
    /// list begins again.
    case restarted
}

/// What holds for a list as a whole.
package struct ListSummary: Sendable, Hashable {
    /// The state that the list shows; a watch goes on from here.
    package var resourceVersion: String
    package var pages: Int

    package init(resourceVersion: String, pages: Int) {
        self.resourceVersion = resourceVersion
        self.pages = pages
    }
}

extension KubeClient {
    /// Lists page by page: each is parsed and handed over before the next is asked for, so that one page is in memory.
    ///
    /// The read is consistent (no `resourceVersion` is given, so the server asks etcd). When this throws, what was
    /// delivered is not the whole list. A page that has expired (410) begins the list again after `.restarted`; the
    /// second time without pages, which cannot expire.
    @discardableResult
    package func list(
        _ resource: APIResource, _ options: ListOptions = ListOptions(), onEvent: (ListEvent) throws -> Void
    ) async throws -> ListSummary {
        let path = try resource.path(namespace: options.namespace)
        var options = options
        var token: String?
        var pages = 0
        var restarts = 0
        while true {
            do {
                let page = try await listPage(resource, path, options, token, onEvent: onEvent)
                pages += 1
                guard page.token == nil || page.token != token else { throw Self.standstill(resource) }
                token = page.token
                guard token != nil else { return ListSummary(resourceVersion: page.resourceVersion, pages: pages) }
            } catch let error as KubeError where error.code == .gone && token != nil {
                restarts += 1
                token = nil
                if restarts > 1 { options.pageSize = 0 }
                try onEvent(.restarted)
            }
        }
    }

    /// A token says where the list goes on; one that leads to itself has no end.
    private static func standstill(_ resource: APIResource) -> KubeError {
        KubeError(
            .malformedResponse, step: "list", subject: resource.qualifiedName,
            detail: "the server sends the same continue token again: the list has no end",
            hint: "look at the API server that serves this kind ('kubectl get apiservice')")
    }

    private struct Page {
        var resourceVersion: String
        var token: String?
    }

    private func listPage(
        _ resource: APIResource, _ path: String, _ options: ListOptions, _ token: String?,
        onEvent: (ListEvent) throws -> Void
    ) async throws -> Page {
        var query = QueryText()
        query.add("limit", options.pageSize > 0 ? String(options.pageSize) : nil)
        query.add("continue", token)
        query.add("labelSelector", options.labelSelector)
        query.add("fieldSelector", options.fieldSelector)
        var request = HTTPRequest(.get, path + query.text)
        if options.isMetadataOnly { request.headers["accept"] = PartialMetadata.accepted(isList: true) }
        let response = try await respond(to: request, step: "list", subject: resource.qualifiedName)
        return try deliver(response, resource, path, onEvent: onEvent)
    }

    private func deliver(
        _ response: consuming HTTPResponse, _ resource: APIResource, _ path: String,
        onEvent: (ListEvent) throws -> Void
    ) throws -> Page {
        let shell = HTTPResponse(head: response.head, body: Array(response.body.prefix(80)))
        // The parser has its own copy; ours is gone before trees are built.
        let document = try document(response, step: "list", subject: resource.qualifiedName, path: path)
        _ = consume response
        let apiVersion = JSONValue.string(resource.groupVersion.description)
        let kind = JSONValue.string(resource.kind)
        func notAList(_ words: String) -> KubeError {
            .malformed(shell, words, step: "list", subject: resource.qualifiedName, path: path)
        }
        let rest = try document.members(streaming: "items") { item in
            // What has no name would pass for an object that is not there.
            guard item["metadata"]?["name"]?.string != nil else { throw notAList("it has an item without a name") }
            try onEvent(.item(item.asObject(apiVersion: apiVersion, kind: kind)))
        }
        guard rest["kind"]?.string?.hasSuffix("List") == true, let metadata = rest["metadata"] else {
            throw notAList("that is not a list")
        }
        // Go writes null for a list without items; a list that lacks them altogether is none.
        switch rest["items"] {
        case .array?, .null?: break
        default: throw notAList("it has no items")
        }
        let token = metadata["continue"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        return Page(resourceVersion: metadata["resourceVersion"]?.string ?? "", token: token)
    }
}

/// The form of an answer that has nothing but metadata (meta/v1 `PartialObjectMetadata`; servers from 1.15 on).
enum PartialMetadata {
    static func accepted(isList: Bool) -> String {
        "application/json;as=PartialObjectMetadata\(isList ? "List" : "");g=meta.k8s.io;v=v1"
    }
}

extension JSONValue {
    /// With `apiVersion` and `kind` as the first members, unless it has its own.
    fileprivate func asObject(apiVersion: JSONValue, kind: JSONValue) -> JSONValue {
        guard case .object(let object) = self, object["kind"] == nil else { return self }
        var members: [JSONObject.Member] = []
        members.reserveCapacity(object.count + 2)
        members.append(.init(key: "apiVersion", value: apiVersion))
        members.append(.init(key: "kind", value: kind))
        members += object.members.lazy.filter { $0.key != "apiVersion" }
        return .object(JSONObject(uniqueMembers: members))
    }
}
