import JSONText
import ObjectModel
import Synchronization

/// How grave a line of the log is.
enum LogLevel: String, CaseIterable, Comparable {
    case debug, info, warning, error

    static func < (left: LogLevel, right: LogLevel) -> Bool {
        let order = allCases
        return (order.firstIndex(of: left) ?? 0) < (order.firstIndex(of: right) ?? 0)
    }
}

/// One thing that happened, for programs and people alike.
struct LogLine {
    var level: LogLevel
    /// A constant in CamelCase, to search for.
    var reason: String
    /// One sentence that says what next and when.
    var message: String
    var environment: String?
    var object: ObjectKey?
    var revision: String?
    var fields: [(name: String, value: JSONValue)] = []

    init(_ level: LogLevel, _ reason: String, _ message: String) {
        self.level = level
        self.reason = reason
        self.message = message
    }
}

/// Writes lines of JSON to stderr, one object each. A line that is below the level is not made.
final class JSONLog: Sendable {
    private let level: LogLevel
    private let now: @Sendable () -> Int64
    private let write: Mutex<@Sendable ([UInt8]) -> Void>

    init(
        level: LogLevel, now: @escaping @Sendable () -> Int64, write: @escaping @Sendable ([UInt8]) -> Void
    ) {
        self.level = level
        self.now = now
        self.write = Mutex(write)
    }

    func log(_ line: LogLine) {
        guard line.level >= level else { return }
        var object = JSONObject()
        object["time"] = .string(Timestamp(seconds: now()).wireText)
        object["level"] = .string(line.level.rawValue)
        object["reason"] = .string(line.reason)
        if let environment = line.environment { object["environment"] = .string(environment) }
        if let key = line.object { object["object"] = .string(key.description) }
        if let revision = line.revision { object["revision"] = .string(revision) }
        object["message"] = .string(line.message)
        for field in line.fields { object[field.name] = field.value }
        let bytes = JSONText.write(.object(object)) + [0x0A]
        // One line at a time, whole.
        write.withLock { $0(bytes) }
    }
}
