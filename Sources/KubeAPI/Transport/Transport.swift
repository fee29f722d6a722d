/// The connection to one API server: a thread with libcurl's multi handle, and the requests that tasks give it.
///
/// Requests share one HTTP/2 connection where the server has it, and up to eight in HTTP/1.1. Cancelling the task that
/// waits ends the transfer at once. `shutdown` or the last reference ends the thread and closes every connection.
package final class Transport: Sendable {
    package let address: ServerAddress
    fileprivate let authority: CertificateAuthority?
    fileprivate let inbox = Inbox()
    private let thread: LoopThread

    /// Throws `badConnection` for a server URL that is none, `unreachable` where no thread can be made.
    package init(
        _ connection: ClusterConnection, userAgent: String = "reconcile", compresses: Bool = false
    ) throws(KubeError) {
        let settings = try TransportSettings(connection, userAgent: userAgent, compresses: compresses)
        address = settings.address
        authority = connection.certificateAuthority
        thread = try LoopThread(settings, inbox)
    }

    deinit { shutdown() }

    /// Ends what is under way with `cancelled` and waits for the thread. May be called more than once.
    package func shutdown() {
        inbox.post(.stop)
        thread.join()
    }

    /// The response once it is whole. Throws `TransferFailure`; a status of 400 and above is not an error here.
    package func send(_ request: HTTPRequest, as credentials: Credentials) async throws -> HTTPResponse {
        let whole = WholeResponse()
        let exchange = Exchange(request, credentials, authority?.pem, sink: whole, isStream: false)
        return try await withTaskCancellationHandler {
            if !inbox.post(.start(exchange)) { whole.end(.shutDown) }
            return try await whole.value()
        } onCancel: {
            whole.end(.cancelled)
            inbox.post(.cancel(exchange.id))
        }
    }
}

extension Transport {
    /// A response of which the head has come, on a connection of its own. Throws `TransferFailure`.
    package func open(_ request: HTTPRequest, as credentials: Credentials) async throws -> HTTPStream {
        let response = StreamedResponse()
        let exchange = Exchange(request, credentials, authority?.pem, sink: response, isStream: true)
        let inbox = inbox
        let head = try await withTaskCancellationHandler {
            if !inbox.post(.start(exchange)) { response.end(.shutDown) }
            return try await response.head()
        } onCancel: {
            response.end(.cancelled)
            inbox.post(.cancel(exchange.id))
        }
        return HTTPStream(head, response, exchange, inbox)
    }
}
