import History
import Reconciler

/// The controller's past: the writer that stores it, and the observer that feeds the writer.
struct ControllerHistory: Sendable {
    let writer: HistoryWriter
    let observer: HistoryObserver
    private let store: any HistoryStore
    private let log: JSONLog

    init(_ address: HistoryAddress, retention: Duration, log: JSONLog) {
        let tell: @Sendable (HistoryEvent) -> Void = { event in
            log.log(LogLine(event.isError ? .error : .info, event.reason, event.message))
        }
        var options = HistoryOptions()
        options.onEvent = tell
        store = address.store(options)
        var settings = HistoryWriter.Settings()
        settings.retention = retention
        settings.onEvent = tell
        writer = HistoryWriter(store, settings)
        observer = HistoryObserver(writer: writer, now: Pacing.real.wall)
        self.log = log
    }

    /// What an earlier run, or another replica, left open; nil, which is logged, where the database cannot say.
    func openEpisodes(_ environment: String) async -> [Episode]? {
        do throws(HistoryError) {
            return try await store.openEpisodes(environment: environment).map(Episode.init)
        } catch {
            var line = LogLine(.warning, "HistoryNotRead", "\(error); episodes of drift that were open begin anew")
            line.environment = environment
            log.log(line)
            return nil
        }
    }
}
