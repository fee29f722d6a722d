import DriftReport
import Glibc
import HTTPService
import ObjectModel
import Reconciler

/// The controller's HTTP surface: pages, JSON, metrics and probes to read, and webhooks, which only make it look.
final class ControllerSurface: Sendable {
    struct Settings: Sendable {
        var http = HTTPServerSettings()
        /// A second port, plain HTTP, for the probes alone: they are answered there however busy the first one is.
        var probePort: UInt16?
        /// Asked for each delivery, so that a secret may be exchanged while the process runs.
        var webhookSecrets: @Sendable () -> [Forge: [WebhookSecret]] = { [:] }
        var pages = StatusPageOptions()
        /// How long a page that was rendered is given out: half of the second within which drift is to be seen.
        var pageLifetime = Duration.milliseconds(500)
        /// RFC 3339 in UTC.
        var now: @Sendable () -> String = { Timestamp(seconds: Int64(time(nil))).wireText }

        init() {
            // GitHub sends pushes of up to 25 MB, but of that size only ones that the next poll finds as well.
            http.limits.bodyBytes = 4 << 20
            pages.toolVersion = Reconcile.version
        }
    }

    /// Where pages are served.
    let port: UInt16
    /// Where probes are served; the same where they have no port of their own.
    let probePort: UInt16
    private let server: HTTPServer
    private let probes: HTTPServer?

    init(_ settings: Settings = Settings(), source: any SurfaceSource) throws(HTTPServiceError) {
        let answers = SurfaceAnswers(settings: settings, source: source)
        server = try HTTPServer(settings.http) { answers.answer(to: $0) }
        port = server.port
        if let wanted = settings.probePort {
            do throws(HTTPServiceError) {
                probes = try HTTPServer(Self.probeSettings(settings.http, port: wanted)) { answers.answerProbe($0) }
            } catch {
                server.stop()
                throw error
            }
        } else {
            probes = nil
        }
        probePort = probes?.port ?? server.port
    }

    private static func probeSettings(_ http: HTTPServerSettings, port: UInt16) -> HTTPServerSettings {
        var settings = HTTPServerSettings()
        settings.address = http.address
        settings.port = port
        settings.limits.bodyBytes = 0
        settings.limits.connections = 16
        settings.limits.connectionsOfAddress = 8
        settings.limits.idleSeconds = 5
        settings.limits.requestSeconds = 5
        return settings
    }

    /// Lets answers that are under way finish for up to `grace`; the probes go last.
    func stop(grace: Duration = .seconds(2)) {
        server.stop(grace: grace)
        probes?.stop()
    }
}
