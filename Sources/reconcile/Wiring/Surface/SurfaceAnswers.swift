import DriftReport
import HTTPService
import Reconciler

/// Answers requests from what the source knows; holds nothing but pages that were just made and what webhooks were seen.
final class SurfaceAnswers: Sendable {
    private let settings: ControllerSurface.Settings
    private let source: any SurfaceSource
    private let pages: PageShelf
    private let webhooks: WebhookDoor

    init(settings: ControllerSurface.Settings, source: any SurfaceSource) {
        self.settings = settings
        self.source = source
        pages = PageShelf(lifetime: settings.pageLifetime)
        webhooks = WebhookDoor(secrets: settings.webhookSecrets, source: source)
    }

    func answer(to request: HTTPRequest) -> HTTPResponse {
        let route = SurfaceRoute(method: request.method, path: request.path, accept: request.headers["accept"])
        switch route {
        case .overview: return overview()
        case .environment(let name): return environment(name)
        case .statusList:
            let list = StatusList(source.environments(), toolVersion: settings.pages.toolVersion)
            return .surface(200, .json, list.text)
        case .report(let name): return report(name)
        case .metrics:
            let text = MetricsText.render(source.metrics() + [webhooks.metric])
            return .surface(200, contentType: MetricsText.contentType, text)
        case .notFound(.html):
            let depth = request.path.utf8.count { $0 == UInt8(ascii: "/") } - 1
            return page(.notFound(depth: depth, options: settings.pages), status: 404)
        case .alive, .ready, .notFound, .notAllowed: return plain(route)
        case .webhook(let forge): return webhooks.answer(request, from: forge)
        }
    }

    /// The probes alone; whatever else there is, is not at this port.
    func answerProbe(_ request: HTTPRequest) -> HTTPResponse {
        guard ["/healthz", "/readyz"].contains(request.path) else { return plain(.notFound(.text)) }
        return plain(SurfaceRoute(method: request.method, path: request.path, accept: request.headers["accept"]))
    }

    private func plain(_ route: SurfaceRoute) -> HTTPResponse {
        switch route {
        case .alive: return probe(source.isAlive, "the loop has stopped")
        case .ready: return probe(source.isReady, "the first comparison is under way")
        case .notAllowed(let methods, let media):
            var response = HTTPResponse.surfaceError(405, media, "this is not a method of this address; try \(methods)")
            response.headers.append(("Allow", methods))
            return response
        case .notFound(let media): return .surfaceError(404, media, "there is nothing at this address")
        default: return .surfaceError(500, .text, "this is no plain answer")
        }
    }

    private func probe(_ isWell: Bool, _ otherwise: String) -> HTTPResponse {
        .surface(isWell ? 200 : 503, .text, isWell ? "ok\n" : "\(otherwise)\n")
    }

    private func overview() -> HTTPResponse {
        let page = pages.page("") {
            .overview(source.environments(), at: settings.now(), options: settings.pages)
        }
        return self.page(page ?? .notFound(depth: 0, options: settings.pages), status: page == nil ? 404 : 200)
    }

    private func environment(_ name: String) -> HTTPResponse {
        let page = pages.page("/\(name)") {
            source.environment(named: name).map { .environment($0, at: settings.now(), options: settings.pages) }
        }
        return self.page(page ?? .notFound(depth: 1, options: settings.pages), status: page == nil ? 404 : 200)
    }

    private func page(_ page: StatusPage, status: Int) -> HTTPResponse {
        let nonce = (0..<2).map { _ in String(UInt64.random(in: .min ... .max), radix: 36) }.joined()
        var response = HTTPResponse(
            status: status, headers: StatusPage.headers, body: .bytes(Array(page.document(nonce: nonce).utf8)))
        response.headers += HTTPResponse.protective
        response.headers.append(("Content-Security-Policy", StatusPage.contentSecurityPolicy(nonce: nonce)))
        return response
    }

    private func report(_ name: String) -> HTTPResponse {
        guard let status = source.environment(named: name) else {
            return .surfaceError(404, .json, "there is no environment '\(name)'")
        }
        guard let report = status.report else {
            var response = HTTPResponse.surfaceError(503, .json, "'\(name)' has not been compared yet")
            response.headers.append(("Retry-After", "5"))
            return response
        }
        var options = ReportOptions()
        options.toolVersion = settings.pages.toolVersion
        return .surface(200, .json, ReportFormat.json.render([report], options: options))
    }
}
