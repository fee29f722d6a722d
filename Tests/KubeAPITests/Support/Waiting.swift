import KubeAPI
import Synchronization
import Testing

/// Waits until `condition` holds, for what another thread does; a failure after a minute.
func eventually(
    _ what: Comment, sourceLocation: SourceLocation = #_sourceLocation, _ condition: () -> Bool
) async throws {
    let deadline = ContinuousClock.now + .seconds(240)
    while !condition() {
        guard ContinuousClock.now < deadline else {
            Issue.record(what, sourceLocation: sourceLocation)
            return
        }
        try await Task.sleep(for: .milliseconds(2))
    }
}

/// A value that callbacks of any thread add to.
final class Collected<Element: Sendable>: Sendable {
    private let elements = Mutex<[Element]>([])
    var all: [Element] { elements.withLock { $0 } }
    var count: Int { elements.withLock { $0.count } }
    @discardableResult
    func add(_ element: Element) -> Int {
        elements.withLock { elements in
            elements.append(element)
            return elements.count
        }
    }
}

/// The error that `body` throws, if it is a `KubeError`.
func kubeError<Result>(
    sourceLocation: SourceLocation = #_sourceLocation, from body: () async throws -> Result
) async -> KubeError? {
    await #expect(throws: KubeError.self, sourceLocation: sourceLocation) { _ = try await body() }
}
