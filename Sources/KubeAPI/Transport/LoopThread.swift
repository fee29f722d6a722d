import CSpawn
import Glibc
import Synchronization

/// The thread that runs a `TransferLoop`, until joined.
final class LoopThread: Sendable {
    private let id: Mutex<pthread_t?>

    init(_ settings: TransportSettings, _ inbox: Inbox) throws(KubeError) {
        let body = Body(settings: settings, inbox: inbox)
        var made = pthread_t()
        // Signals belong to the main thread; a write to a closed socket must not raise one here either.
        var every = sigset_t()
        var before = sigset_t()
        unsafe sigfillset(&every)
        unsafe pthread_sigmask(SIG_SETMASK, &every, &before)
        let context = unsafe Unmanaged.passRetained(body)
        let status = unsafe pthread_create(&made, nil, runLoop, context.toOpaque())
        unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
        guard status == 0 else {
            unsafe context.release()
            throw KubeError(
                .unreachable, step: "make a thread for", subject: settings.address.hostAndPort,
                detail: "pthread_create: error \(status)", hint: "raise the limit of threads of this process")
        }
        id = Mutex(made)
    }

    /// Waits for the end, once.
    func join() {
        let thread = id.withLock { $0.take() }
        guard let thread else { return }
        // The last reference may go away on the loop's own thread, which cannot wait for itself.
        if pthread_equal(thread, pthread_self()) != 0 {
            pthread_detach(thread)
        } else {
            pthread_join(thread, nil)
        }
    }

    fileprivate final class Body: Sendable {
        let settings: TransportSettings
        let inbox: Inbox

        init(settings: TransportSettings, inbox: Inbox) {
            self.settings = settings
            self.inbox = inbox
        }

        func run() {
            if let loop = TransferLoop(settings, inbox) {
                loop.run()
            } else {
                for order in inbox.close() {
                    if case .start(let exchange) = order { exchange.sink.end(.shutDown) }
                }
            }
        }
    }
}

/// Takes the reference that `LoopThread.init` retained.
private func runLoop(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context = unsafe context else { return nil }
    let body = unsafe Unmanaged<LoopThread.Body>.fromOpaque(context).takeRetainedValue()
    body.run()
    return nil
}
