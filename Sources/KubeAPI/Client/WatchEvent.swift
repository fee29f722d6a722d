import JSONText
package import ObjectModel

/// One line of a watch (meta/v1 `WatchEvent`).
package enum WatchEvent: Sendable, Hashable {
    case added(JSONValue)
    case modified(JSONValue)
    case deleted(JSONValue)
    /// Nothing happened up to this resource version.
    case bookmark(resourceVersion: String)
    /// The server has forgotten the resource version (410): list again. The stream ends after it.
    case gone(KubeError)
}

/// Cuts bytes into lines, which may come in any pieces.
struct LineSplitter {
    /// Longer than any object that etcd takes, with what conversion adds.
    static let limit = 16 << 20

    private var bytes: [UInt8] = []
    /// Where the next line begins; what is before it has been given out.
    private var start = 0
    /// Bytes before this one that are known to have no line break after `start`.
    private var searched = 0

    /// Whether there are bytes after the last line break.
    var hasRest: Bool { start < bytes.count }

    /// Whether a line has grown beyond what an API server sends.
    var isTooLong: Bool { bytes.count - start > Self.limit }

    mutating func append(_ more: [UInt8]) {
        // Once for each piece and not for each line, which would move the rest of the piece every time.
        bytes.removeSubrange(..<start)
        searched -= start
        start = 0
        if bytes.isEmpty { bytes = more } else { bytes += more }
    }

    /// The next whole line without its break; empty lines are passed over. `nil` when more bytes are needed.
    mutating func next() -> [UInt8]? {
        while let end = bytes[searched...].firstIndex(of: UInt8(ascii: "\n")) {
            let line = bytes[start..<end]
            start = end + 1
            searched = start
            if !line.isEmpty { return Array(line) }
        }
        searched = bytes.count
        return nil
    }
}

extension WatchEvent {
    /// Reads one line. An `ERROR` of 410 is `gone`; any other is thrown.
    init(line: [UInt8], subject: String) throws {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONText.read(line, subject: subject)
        } catch {
            throw Self.unreadable(subject, "a line is not JSON: \(error.detail)")
        }
        let object = value["object"] ?? .null
        switch value["type"]?.string {
        case "ADDED": self = .added(object)
        case "MODIFIED": self = .modified(object)
        case "DELETED": self = .deleted(object)
        case "BOOKMARK":
            self = .bookmark(resourceVersion: object["metadata"]?["resourceVersion"]?.string ?? "")
        case "ERROR":
            let error = Self.error(StatusBody(object), subject)
            guard error.code == .gone else { throw error }
            self = .gone(error)
        case let other:
            throw Self.unreadable(subject, "a line has the type '\(other ?? "none")'")
        }
    }

    private static func error(_ status: StatusBody?, _ subject: String) -> KubeError {
        let isGone = status?.code == 410 || status?.reason == "Expired" || status?.reason == "Gone"
        var error = KubeError(
            isGone ? .gone : .serverError, step: "watch", subject: subject,
            detail: status?.message ?? "the server sent an error without a message",
            hint: isGone ? "list again, then watch from there" : "list again, and look at the API server's log")
        error.httpStatus = status?.code
        error.reason = status?.reason
        return error
    }

    static func unreadable(_ subject: String, _ detail: String) -> KubeError {
        KubeError(
            .malformedResponse, step: "watch", subject: subject, detail: detail,
            hint: "check that no proxy between here and the API server changes or cuts its answers")
    }
}
