import HTTPService
import ObjectModel

/// From a request to the operation that it asks for.
extension ClusterState {
    mutating func respond(
        to request: HTTPRequest, now: Timestamp, isAllowed: (AccessAttributes) -> Bool
    ) throws(APIStatus) -> APIAnswer {
        switch APIPath(request.path) {
        case .root: return .json(200, ["paths": .array(rootPaths.map(JSONValue.string))])
        case .version: return .json(200, Self.version)
        case .health: return .text("ok")
        case .coreVersions:
            return .json(200, ResourceCatalog.coreVersions(address: request.headers["host"] ?? "127.0.0.1"))
        case .groups: return .json(200, catalog.groupList)
        case .group(let name):
            guard let group = catalog.group(name) else { return .notFound }
            return .json(200, group)
        case .resources(let group, let version):
            guard let list = catalog.resourceList(group: group, version: version) else {
                if group.isEmpty { throw .noSuchResource }
                return .notFound
            }
            return .json(200, list)
        case .openAPIv2: return OpenAPIDocuments(catalog: catalog).version2(for: request)
        case .openAPIv3: return .json(200, OpenAPIDocuments(catalog: catalog).version3Index)
        case .openAPIv3Document(let path):
            guard let document = OpenAPIDocuments(catalog: catalog).version3(path) else { throw .noSuchResource }
            return .json(200, document)
        case .objects(let target): return try respond(to: request, target, now, isAllowed)
        case .unknown: throw .noSuchResource
        }
    }

    private var rootPaths: [String] {
        let groups = catalog.groups.flatMap { group in
            ["/apis/\(group.name)"] + group.versions.map { "/apis/\(group.name)/\($0)" }
        }
        return ["/api", "/api/v1", "/apis"] + groups.sorted()
            + ["/healthz", "/livez", "/openapi/v2", "/openapi/v3", "/readyz", "/version"]
    }

    /// The version whose behaviour this is.
    private static let version: JSONValue = [
        "major": "1", "minor": "20", "gitVersion": "v1.20.2", "gitCommit": "", "gitTreeState": "archive",
        "buildDate": "1970-01-01T00:00:00Z", "goVersion": "", "compiler": "swiftc", "platform": "linux/amd64",
    ]

    private mutating func respond(
        to request: HTTPRequest, _ target: APIPath.Target, _ now: Timestamp, _ isAllowed: (AccessAttributes) -> Bool
    ) throws(APIStatus) -> APIAnswer {
        if target.group == AccessReview.group, AccessReview.plurals.contains(target.plural) {
            guard request.method == "POST" else { throw .methodNotAllowed }
            return .json(201, AccessReview.answer(target.plural, try request.object(), isAllowed: isAllowed))
        }
        guard !catalog.resources(group: target.group, version: target.version).isEmpty else { return .notFound }
        guard let resource = catalog.resource(group: target.group, version: target.version, plural: target.plural),
            resource.isNamespaced || target.namespace == nil || target.plural == "namespaces"
        else { throw .noSuchResource }
        guard request.acceptsJSON else { throw .notAcceptable }
        let route = Route(request: request, target: target, resource: resource, now: now)
        try check(route, isAllowed)
        return target.name == nil ? try collection(route) : try single(route)
    }

    /// One request, with what it is about.
    private struct Route {
        let request: HTTPRequest
        let target: APIPath.Target
        let resource: APIResource
        let now: Timestamp

        var name: ObjectName {
            ObjectName(namespace: resource.isNamespaced ? target.namespace ?? "" : "", name: target.name ?? "")
        }

        var verb: String {
            let isCollection = target.name == nil
            switch request.method {
            case "GET": return isCollection ? (isWatch ? "watch" : "list") : "get"
            case "POST": return "create"
            case "PUT": return "update"
            case "PATCH": return "patch"
            case "DELETE": return isCollection ? "deletecollection" : "delete"
            default: return request.method.lowercased()
            }
        }

        var isWatch: Bool {
            let value = request.parameter("watch")
            return value == "true" || value == "1"
        }

        func context(_ options: String) throws(APIStatus) -> WriteContext {
            WriteContext(
                resource: resource, name: name,
                subresource: target.subresource.flatMap(APIResource.Subresource.init),
                options: try RequestOptions(request, kind: options), now: now)
        }
    }

    private func check(_ route: Route, _ isAllowed: (AccessAttributes) -> Bool) throws(APIStatus) {
        let attributes = AccessAttributes(
            verb: route.verb, group: route.target.group, plural: route.target.plural,
            namespace: route.target.namespace ?? "", name: route.target.name ?? "",
            subresource: route.target.subresource ?? "")
        guard !isAllowed(attributes) else { return }
        let group = route.target.group
        let place =
            attributes.namespace.isEmpty ? " at the cluster scope" : " in the namespace \"\(attributes.namespace)\""
        throw .forbidden(
            route.resource.name, attributes.name,
            "User \"embedded\" cannot \(route.verb) resource \"\(route.target.plural)\" in API group \"\(group)\"\(place)"
        )
    }

    private mutating func collection(_ route: Route) throws(APIStatus) -> APIAnswer {
        let (resource, request) = (route.resource, route.request)
        let isWhole = resource.isNamespaced && route.target.namespace == nil
        switch request.method {
        case "GET":
            if route.isWatch { return try watch(route) }
            return .json(200, try list(resource, namespace: route.target.namespace, request))
        case "POST" where !isWhole:
            let context = try route.context("CreateOptions")
            return .json(201, try create(try request.object(), context).object)
        case "DELETE" where !isWhole && resource.verbs.contains("deletecollection"):
            return .json(
                200, try deleteCollection(resource, namespace: route.target.namespace, request, now: route.now))
        default: throw .methodNotAllowed
        }
    }

    private mutating func single(_ route: Route) throws(APIStatus) -> APIAnswer {
        let (resource, request) = (route.resource, route.request)
        if let subresource = route.target.subresource {
            if subresource == "finalize", resource.plural == "namespaces" { throw .methodNotAllowed }
            guard let known = APIResource.Subresource(rawValue: subresource), resource.subresources.contains(known)
            else { throw .noSuchResource }
            if known == .scale { return try scale(route) }
        }
        switch request.method {
        case "GET": return .json(200, try get(resource, route.name))
        case "PUT":
            let context = try route.context("UpdateOptions")
            return Self.answer(try update(try request.object(), context))
        case "PATCH": return Self.answer(try patch(route))
        case "DELETE" where route.target.subresource == nil:
            return .json(200, try delete(resource, route.name, try DeleteOptions(request), now: route.now))
        default: throw .methodNotAllowed
        }
    }

    private static func answer(_ outcome: WriteOutcome) -> APIAnswer {
        .json(outcome.wasCreated ? 201 : 200, outcome.object)
    }

    private mutating func patch(_ route: Route) throws(APIStatus) -> WriteOutcome {
        let types = [
            "application/json-patch+json", "application/merge-patch+json", "application/strategic-merge-patch+json",
            "application/apply-patch+yaml",
        ].filter { route.resource.custom == nil || !$0.contains("strategic") }
        let request = route.request
        guard types.contains(request.contentType) else {
            if route.resource.custom == nil { throw .unreadable }
            throw .unsupportedMediaType(types)
        }
        let context = try route.context("PatchOptions")
        if request.contentType == "application/apply-patch+yaml" {
            guard context.options.statesManager else {
                throw Self.patchOptions(.required("fieldManager", "is required for apply patch"))
            }
            return try apply(try request.yaml(), context)
        }
        if request.parameter("force") != nil {
            throw Self.patchOptions(.forbidden("force", "may not be specified for non-apply patch"))
        }
        let body = try request.json()
        let (table, type) = (catalog.types, route.resource.type)
        switch request.contentType {
        case "application/json-patch+json":
            let change = try JSONPatch(body)
            return try patch(context) { (old) throws(APIStatus) in try change.apply(to: old) }
        case "application/merge-patch+json":
            return try patch(context) { (old) throws(APIStatus) in MergePatch.apply(body, to: old) }
        default:
            guard let type else { throw .unsupportedMediaType(types) }
            let change = StrategicMergePatch(types: table)
            return try patch(context) { (old) throws(APIStatus) in try change.apply(body, to: old, type) }
        }
    }

    private static func patchOptions(_ failure: FieldFailure) -> APIStatus {
        .invalid(GroupKind(group: "meta.k8s.io", kind: "PatchOptions"), "", [failure])
    }

    private func watch(_ route: Route) throws(APIStatus) -> APIAnswer {
        let request = route.request
        var query = WatchQuery(
            resource: route.resource, namespace: route.target.namespace,
            selector: try Selector(request, route.resource), revision: revision,
            sendsBookmarks: request.parameter("allowWatchBookmarks") == "true",
            timeoutSeconds: request.parameter("timeoutSeconds").flatMap(Int.init))
        guard let since = request.parameter("resourceVersion"), !since.isEmpty, since != "0" else {
            return .watch(query, first: query.initialLines(self), isOver: false)
        }
        guard let start = UInt64(since) else {
            throw APIStatus.badRequest(
                "invalid resource version \(since.jsonQuoted): strconv.ParseUint: parsing \(since.jsonQuoted): invalid syntax"
            )
        }
        query.revision = start
        guard let lines = query.lines(self) else {
            let expired = APIStatus.expired("too old resource version: \(start) (\(history.compacted))")
            return .watch(query, first: WatchQuery.line("ERROR", expired.value), isOver: true)
        }
        return .watch(query, first: lines, isOver: false)
    }

    private mutating func scale(_ route: Route) throws(APIStatus) -> APIAnswer {
        let scale = Scale(resource: route.resource)
        let live = try get(route.resource, route.name)
        let current = scale.value(of: live)
        let wanted: JSONValue
        switch route.request.method {
        case "GET": return .json(200, current)
        case "PUT": wanted = try route.request.object()
        case "PATCH":
            let body = try route.request.json()
            switch route.request.contentType {
            case "application/merge-patch+json", "application/strategic-merge-patch+json":
                wanted = MergePatch.apply(body, to: current)
            case "application/json-patch+json": wanted = try JSONPatch(body).apply(to: current)
            default:
                throw .unsupportedMediaType([
                    "application/json-patch+json", "application/merge-patch+json",
                    "application/strategic-merge-patch+json", "application/apply-patch+yaml",
                ])
            }
        default: throw .methodNotAllowed
        }
        let context = try route.context("UpdateOptions")
        let changed = try rescale(live, to: try scale.changed(live, by: wanted, context), context)
        return .json(200, scale.value(of: changed))
    }
}
