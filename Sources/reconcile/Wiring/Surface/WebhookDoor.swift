import Digests
import DriftReport
import HTTPService
import JSONText
import Reconciler
import Synchronization

/// Takes webhooks: the decision is `WebhookGate`'s, the digests, the JSON and the memory are put in here.
final class WebhookDoor: Sendable {
    private struct Count: Hashable {
        var forge: Forge
        var outcome: String
    }

    private let secrets: @Sendable () -> [Forge: [WebhookSecret]]
    private let source: any SurfaceSource
    private let log = Mutex(DeliveryLog())
    private let counts = Mutex<[Count: Int]>([:])

    init(secrets: @escaping @Sendable () -> [Forge: [WebhookSecret]], source: any SurfaceSource) {
        self.secrets = secrets
        self.source = source
    }

    func answer(_ request: HTTPRequest, from forge: Forge) -> HTTPResponse {
        let gate = WebhookGate(secrets: secrets(), tools: Self.tools)
        let delivery = WebhookDelivery(forge: forge, headers: request.headers, body: request.body)
        let outcome = gate.judge(delivery) { identities in log.withLock { $0.remember(identities) } }
        counts.withLock { $0[Count(forge: forge, outcome: outcome.name), default: 0] += 1 }
        source.heard(outcome, from: forge)
        switch outcome {
        case .push(let push):
            let environments = source.push(push)
            let words = environments == 1 ? "1 environment looks now" : "\(environments) environments look now"
            return .surface(202, .text, "\(words)\n")
        case .ping: return .surface(200, .text, "heard\n")
        case .ignored(let reason): return .surface(202, .text, reason + "\n")
        case .refused(let status, let reason): return .surface(status, .text, reason + "\n")
        }
    }

    /// Every combination, so that a rate is known from the first delivery on.
    var metric: MetricFamily {
        let counts = counts.withLock { $0 }
        return .counter(
            "reconcile_webhooks_total", "Webhook deliveries, by what they came to.",
            Forge.allCases.flatMap { forge in
                ["push", "ping", "ignored", "refused"].map { outcome in
                    MetricSample(
                        counts[Count(forge: forge, outcome: outcome)] ?? 0,
                        ["forge": forge.rawValue, "outcome": outcome])
                }
            })
    }

    private static let tools = WebhookGate.Tools(
        hmac: { try Digests.hmacSHA256($0, key: $1) }, areEqual: { Digests.areEqual($0, $1) },
        readJSON: { try JSONText.read($0, subject: "webhook") })
}

extension WebhookOutcome {
    fileprivate var name: String {
        switch self {
        case .push: "push"
        case .ping: "ping"
        case .ignored: "ignored"
        case .refused: "refused"
        }
    }
}
