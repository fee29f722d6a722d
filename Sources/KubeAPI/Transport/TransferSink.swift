/// What becomes of one response. Called on the loop's thread only, in the order head, body pieces, end.
protocol TransferSink: Sendable {
    /// Whether somebody still waits; a transfer whose sink is done is not begun.
    var isOpen: Bool { get }
    func head(_ head: HTTPHead)
    /// `false`: there is no room now, the same bytes are to be offered again after a resume.
    func body(_ bytes: UnsafeRawBufferPointer) -> Bool
    /// `nil` for a response that has arrived whole. Whatever comes after the first end is dropped.
    func end(_ failure: TransferFailure?)
}

/// One request on its way: what the caller's task and the loop's thread share.
final class Exchange: Sendable {
    let request: HTTPRequest
    let credentials: Credentials
    /// The certificates that the server's must lead to, as they are now; `nil` for those that the system trusts.
    let authority: [UInt8]?
    let sink: any TransferSink
    /// The response is read as it comes and may be paused by its reader.
    let isStream: Bool

    init(
        _ request: HTTPRequest, _ credentials: Credentials, _ authority: [UInt8]?, sink: any TransferSink,
        isStream: Bool
    ) {
        self.request = request
        self.credentials = credentials
        self.authority = authority
        self.sink = sink
        self.isStream = isStream
    }

    var limits: TransferLimits { request.limits ?? TransferLimits() }
    var id: ObjectIdentifier { ObjectIdentifier(self) }
}

/// A transfer that brought no whole response.
package struct TransferFailure: Error, Sendable, Hashable {
    package var code: KubeError.Code
    package var detail: String
    package var hint: String
    /// The request may have been read by the server: the connection was up when it failed.
    package var mayHaveBeenReceived: Bool

    package init(_ code: KubeError.Code, _ detail: String, hint: String, mayHaveBeenReceived: Bool = false) {
        self.code = code
        self.detail = detail
        self.hint = hint
        self.mayHaveBeenReceived = mayHaveBeenReceived
    }

    static let cancelled = TransferFailure(
        .cancelled, "it was cancelled", hint: "run it again", mayHaveBeenReceived: true)
    static let shutDown = TransferFailure(
        .cancelled, "the connection was shut down", hint: "run it again", mayHaveBeenReceived: true)
}
