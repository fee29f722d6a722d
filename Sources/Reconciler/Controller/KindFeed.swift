import Drift
import ObjectModel

/// Follows the objects of one kind in one scope: lists them, then watches from there, for as long as it is wanted.
///
/// A watch that ends is begun anew from its last bookmark, one that the server has forgotten (410) by a list. What goes
/// wrong is told and tried again with growing waits; meanwhile the last known state stands, and its age is told.
struct KindFeed: Sendable {
    /// Which objects, and how.
    struct ID: Hashable, Sendable {
        var kind: GroupVersionKind
        var scope: ListScope
    }

    let id: ID
    let cluster: any WatchableCluster
    let sink: any FeedSink
    let pacing: Pacing
    let environment: String

    /// Requests for single objects that are under way at once.
    private static let width = 8

    /// Returns when its task is cancelled.
    func run() async {
        var backoff = Backoff(first: .milliseconds(400), cap: .seconds(30))
        while !Task.isCancelled {
            do {
                try await follow { backoff.reset() }
            } catch {
                guard !Task.isCancelled else { return }
                let wait = backoff.next(chance: pacing.jitter())
                sink.feedFailed(id, FeedFailure(error), retryIn: wait)
                // A cancelled wait ends the loop by its condition.
                try? await pacing.sleep(wait)
            }
        }
    }

    private func follow(onProgress: () -> Void) async throws {
        if sink.mayList(id) {
            try await listAndWatch(onProgress: onProgress)
        } else {
            try await poll()
            onProgress()
            try await pacing.sleep(sink.pollInterval)
        }
    }

    // MARK: Lists and watches

    private func listAndWatch(onProgress: () -> Void) async throws {
        let selector = sink.selector(for: id)
        var version = try await list(selector)
        onProgress()
        while !Task.isCancelled, sink.selector(for: id) == selector {
            do {
                try await cluster.watch(id.kind, in: id.scope, selector, from: version) { event in
                    version = try await take(event, selector) ?? version
                    if sink.selector(for: id).isWider(than: selector) { throw SelectorChanged() }
                }
                onProgress()
                sink.watchEnded(id, reason: "the server ended it")
            } catch is SelectorChanged {
                sink.watchEnded(id, reason: "an object lost its label")
                return
            } catch let error as LiveReadError where error.isGone {
                sink.watchEnded(id, reason: "its state expired (410)")
                return
            }
        }
    }

    private struct SelectorChanged: Error {}

    /// Compares each object as it comes; what a whole list has not shown is absent, or has lost its label.
    private func list(_ selector: LiveSelector) async throws -> String {
        sink.listBegan(id)
        let version: String
        do {
            version = try await cluster.list(id.kind, in: id.scope, selector) { event in
                switch event {
                case .restarted: sink.listBegan(id)
                case .object(let live): sink.listed(id, live)
                }
            }
        } catch let error as LiveReadError where error.isForbidden {
            sink.listForbidden(id)
            throw error
        }
        let unseen = sink.listEnded(id, isWhole: selector == .all)
        if selector != .all { try await look(at: unseen) }
        return version
    }

    /// The version that the watch has come to; `nil` for an event that has none.
    private func take(_ event: LiveWatchEvent, _ selector: LiveSelector) async throws -> String? {
        switch event {
        case .bookmark(let version):
            sink.contact(id)
            return version
        case .changed(let live):
            sink.changed(id, live)
            return live.resourceVersion
        case .deleted(let live):
            // A watch by label tells of an object that has lost it as if it were deleted.
            if case .labelled = selector, let object = sink.declared(id, live) {
                try await look(at: [object])
            } else {
                sink.deleted(id, live)
            }
            return live.resourceVersion
        }
    }

    // MARK: Single objects

    /// Reads every object that Git has of the kind.
    private func poll() async throws { try await look(at: sink.declared(id)) }

    private func look(at objects: [DesiredObject]) async throws {
        _ = try await objects.mapInParallel(width: Self.width) { try await look(at: $0) }
    }

    private func look(at object: DesiredObject) async throws {
        do {
            let live = try await cluster.get(object.kind, namespace: object.key.namespace, name: object.key.name)
            sink.looked(at: object, live)
        } catch let error as LiveReadError where error.isForbidden {
            sink.cannotLook(at: object, reason: error.description)
        }
    }
}

extension LiveSelector {
    fileprivate func isWider(than other: LiveSelector) -> Bool { self == .all && other != .all }
}

/// Why a feed has stopped for a while.
package struct FeedFailure: Hashable, Sendable {
    package enum Cause: String, Hashable, Sendable { case forbidden, notServed, server }

    package var cause: Cause
    package var description: String

    init(_ error: any Error) {
        description = "\(error)"
        guard let error = error as? LiveReadError else {
            cause = .server
            return
        }
        cause = error.isForbidden ? .forbidden : error.isNotServed ? .notServed : .server
    }
}

/// What a feed tells, and what it asks. All of it returns at once.
protocol FeedSink: Sendable {
    var pollInterval: Duration { get }
    /// Whether the kind may be listed; where it was forbidden, objects are read one by one.
    func mayList(_ id: KindFeed.ID) -> Bool
    func selector(for id: KindFeed.ID) -> LiveSelector
    /// The objects that Git has in the feed's scope.
    func declared(_ id: KindFeed.ID) -> [DesiredObject]
    func declared(_ id: KindFeed.ID, _ live: JSONValue) -> DesiredObject?

    func listBegan(_ id: KindFeed.ID)
    func listed(_ id: KindFeed.ID, _ live: JSONValue)
    /// The objects that the list has not shown; a whole list makes them absent.
    func listEnded(_ id: KindFeed.ID, isWhole: Bool) -> [DesiredObject]
    func listForbidden(_ id: KindFeed.ID)
    func changed(_ id: KindFeed.ID, _ live: JSONValue)
    func deleted(_ id: KindFeed.ID, _ live: JSONValue)
    func contact(_ id: KindFeed.ID)
    func looked(at object: DesiredObject, _ live: JSONValue?)
    func cannotLook(at object: DesiredObject, reason: String)
    func watchEnded(_ id: KindFeed.ID, reason: String)
    func feedFailed(_ id: KindFeed.ID, _ failure: FeedFailure, retryIn wait: Duration)
}
