import Reconciler
import Testing

@testable import reconcile

/// Every request has one meaning, and nothing but a webhook may be sent to us.
@Suite struct RoutesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var request: String
        var accept: String?
        var route: SurfaceRoute
        var testDescription: String { "\(request) \(accept ?? "")" }
    }

    private static let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

    @Test(arguments: [
        Case(request: "GET /", route: .overview),
        Case(request: "HEAD /", route: .overview),
        Case(request: "GET /", accept: browser, route: .overview),
        Case(request: "GET /", accept: "application/json", route: .statusList),
        Case(request: "GET /environments/staging", route: .environment("staging")),
        Case(request: "GET /environments/staging", accept: "application/json", route: .report("staging")),
        Case(request: "GET /environments/a/b", route: .environment("a/b")),
        Case(request: "GET /environments/", route: .notFound(.text)),
        Case(request: "GET /environments", route: .notFound(.text)),
        Case(request: "GET /api/v1/environments", route: .statusList),
        Case(request: "GET /api/v1/environments/staging/report", accept: browser, route: .report("staging")),
        Case(request: "GET /api/v1/environments/a/b/report", route: .report("a/b")),
        Case(request: "GET /api/v1/environments//report", route: .notFound(.json)),
        Case(request: "GET /api/v1/environments/staging", route: .notFound(.json)),
        Case(request: "GET /metrics", accept: "application/openmetrics-text;version=1.0.0", route: .metrics),
        Case(request: "GET /healthz", route: .alive),
        Case(request: "GET /readyz", route: .ready),
        Case(request: "POST /hooks/github", route: .webhook(.github)),
        Case(request: "POST /hooks/gitlab", accept: "*/*", route: .webhook(.gitlab)),
        Case(request: "POST /hooks/bitbucket", route: .notFound(.text)),
        Case(request: "GET /hooks/github", route: .notAllowed("POST", .text)),
        Case(request: "PUT /hooks/github", route: .notAllowed("POST", .text)),
        Case(request: "POST /", route: .notAllowed("GET, HEAD", .text)),
        Case(request: "DELETE /environments/staging", accept: browser, route: .notAllowed("GET, HEAD", .html)),
        Case(request: "PATCH /api/v1/environments", route: .notAllowed("GET, HEAD", .json)),
        Case(request: "get /", route: .notAllowed("GET, HEAD", .text)),
        Case(request: "GET /favicon.ico", accept: "image/*", route: .notFound(.text)),
        Case(request: "GET /../etc/passwd", accept: browser, route: .notFound(.html)),
        Case(request: "GET ", route: .notFound(.text)),
        Case(request: "GET //", route: .notFound(.text)),
    ])
    func routes(_ c: Case) {
        let parts = c.request.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        #expect(SurfaceRoute(method: parts[0], path: parts[1], accept: c.accept) == c.route)
    }
}
