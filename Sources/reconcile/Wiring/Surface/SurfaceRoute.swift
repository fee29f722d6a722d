import Reconciler

/// What a request asks for. Pure: from method, path and the `Accept` field alone.
enum SurfaceRoute: Hashable, Sendable {
    case overview
    case environment(String)
    case statusList
    case report(String)
    case metrics
    case alive
    case ready
    case webhook(Forge)
    case notFound(SurfaceMedia)
    /// With what `Allow` says.
    case notAllowed(String, SurfaceMedia)

    /// `path` is decoded and without its query.
    init(method: String, path: String, accept: String?) {
        let media = SurfaceMedia(path: path, accept: accept)
        guard let route = Self.route(path, media) else {
            self = .notFound(media)
            return
        }
        switch (route, method) {
        case (.webhook, "POST"): self = route
        case (.webhook, _): self = .notAllowed("POST", media)
        case (_, "GET"), (_, "HEAD"): self = route
        default: self = .notAllowed("GET, HEAD", media)
        }
    }

    private static func route(_ path: String, _ media: SurfaceMedia) -> SurfaceRoute? {
        switch path {
        case "/": return media == .json ? .statusList : .overview
        case "/api/v1/environments": return .statusList
        case "/metrics": return .metrics
        case "/healthz": return .alive
        case "/readyz": return .ready
        default: break
        }
        if let name = name(in: path, after: "/hooks/") { return Forge(rawValue: name).map(SurfaceRoute.webhook) }
        if let name = name(in: path, after: "/api/v1/environments/", before: "/report") { return .report(name) }
        if let name = name(in: path, after: "/environments/") {
            return media == .json ? .report(name) : .environment(name)
        }
        return nil
    }

    /// The name of an environment may hold anything, a slash as well.
    private static func name(in path: String, after prefix: String, before suffix: String = "") -> String? {
        guard path.utf8.count > prefix.utf8.count + suffix.utf8.count, path.hasPrefix(prefix), path.hasSuffix(suffix)
        else { return nil }
        return String(path.dropFirst(prefix.count).dropLast(suffix.count))
    }
}

/// In what form an answer, or an error, is understood.
enum SurfaceMedia: Hashable, Sendable {
    case html, json, text

    /// A browser names HTML, a program JSON where it wants that; whoever says neither gets what the path is for.
    init(path: String, accept: String?) {
        let accept = (accept ?? "").lowercased()
        if path.hasPrefix("/api/") {
            self = .json
        } else if accept.contains("text/html") {
            self = .html
        } else if accept.contains("application/json") {
            self = .json
        } else {
            self = .text
        }
    }
}
