import CCurl

/// Runs every transfer to one server, on the one thread that makes it.
final class TransferLoop {
    private let inbox: Inbox
    private let settings: TransportSettings
    private let multi: CurlMulti
    private var running: [ObjectIdentifier: Transfer] = [:]
    private var idle: [Transfer] = []
    private var streams = 0
    /// Requests that wait for others to end, in order; those before `nextWaiting` have begun.
    private var waiting: [Exchange] = []
    private var nextWaiting = 0

    /// Easy handles that are kept for the next requests.
    private static let idleLimit = 16

    init?(_ settings: TransportSettings, _ inbox: Inbox) {
        guard let multi = CurlMulti() else { return nil }
        self.multi = multi
        self.settings = settings
        self.inbox = inbox
        limitConnections()
    }

    /// Returns when a stop was ordered; every transfer under way has then ended.
    func run() {
        inbox.attach(multi.waker)
        while carryOut(inbox.take()) {
            multi.perform()
            collectFinished()
            startWaiting()
            multi.poll(milliseconds: 60_000)
        }
        for order in inbox.close() {
            if case .start(let exchange) = order { exchange.sink.end(.shutDown) }
        }
        for exchange in waiting[nextWaiting...] { exchange.sink.end(.shutDown) }
        for transfer in running.values { finish(transfer, .shutDown) }
    }

    /// `false` after a stop.
    private func carryOut(_ orders: [Inbox.Order]) -> Bool {
        var goesOn = true
        for order in orders {
            switch order {
            case .start(let exchange) where exchange.isStream: start(exchange)
            case .start(let exchange): waiting.append(exchange)
            case .cancel(let id): if let transfer = running[id] { finish(transfer, .cancelled) }
            case .resume(let id): running[id]?.resume()
            case .stop: goesOn = false
            }
        }
        startWaiting()
        return goesOn
    }

    private func startWaiting() {
        while nextWaiting < waiting.count, running.count - streams < TransportSettings.requestLimit {
            nextWaiting += 1
            start(waiting[nextWaiting - 1])
        }
        guard nextWaiting == waiting.count else { return }
        waiting = []
        nextWaiting = 0
    }

    private func start(_ exchange: Exchange) {
        guard exchange.sink.isOpen else { return }
        guard let transfer = idle.popLast() ?? Transfer() else { return exchange.sink.end(.noMemory) }
        do throws(TransferFailure) {
            try transfer.begin(exchange, settings)
        } catch {
            transfer.end()
            return exchange.sink.end(error)
        }
        if exchange.isStream { streams += 1 }
        limitConnections()
        running[exchange.id] = transfer
        if !multi.add(transfer.easy) { finish(transfer, .noMemory) }
    }

    private func collectFinished() {
        while let (context, result) = unsafe multi.nextFinished() {
            let transfer = unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            let failure = TransferFailure(of: transfer, result, settings.address)
            let ownLimit = result == CURLE_OPERATION_TIMEDOUT && transfer.exchange?.limits.total != nil
            let neverConnected = failure != nil && !transfer.isConnected && !ownLimit
            finish(transfer, failure)
            if neverConnected, let failure { failUnconnected(failure) }
        }
    }

    /// Where one transfer could not connect, those that wait for the same connection would each try in turn and wait
    /// for the same time-out: they fail with it. Retrying is the caller's decision.
    private func failUnconnected(_ failure: TransferFailure) {
        for transfer in running.values where !transfer.isConnected { finish(transfer, failure) }
    }

    /// Takes the transfer out of libcurl's hands, then tells its sink.
    private func finish(_ transfer: Transfer, _ failure: TransferFailure?) {
        guard let exchange = transfer.exchange else { return }
        multi.remove(transfer.easy)
        running[exchange.id] = nil
        if exchange.isStream { streams -= 1 }
        transfer.end()
        if idle.count < Self.idleLimit { idle.append(transfer) }
        limitConnections()
        exchange.sink.end(failure)
    }

    /// Streams hold a connection each, which is not taken from those of the ordinary requests.
    private func limitConnections() {
        multi.set(CURLMOPT_MAX_HOST_CONNECTIONS, TransportSettings.connectionLimit + streams)
        multi.set(CURLMOPT_MAXCONNECTS, TransportSettings.connectionLimit + streams)
    }
}

extension TransferFailure {
    fileprivate static let noMemory = TransferFailure(
        .unreachable, "libcurl could not be set up", hint: "check the memory limit of this process")
}
