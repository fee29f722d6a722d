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

    private var rest: [UInt8] = []
    /// Bytes of `rest` that are known to have no line break.
    private var searched = 0

    /// Bytes after the last line break.
    var hasRest: Bool { !rest.isEmpty }

    mutating func append(_ bytes: [UInt8]) {
        if rest.isEmpty { rest = bytes } else { rest += bytes }
    }

    /// The next whole line without its break; empty lines are passed over. `nil` when more bytes are needed.
    mutating func next() -> [UInt8]? {
        while let end = rest[searched...].firstIndex(of: UInt8(ascii: "\n")) {
            let line = Array(rest[..<end])
            rest.removeSubrange(...end)
            searched = 0
            if !line.isEmpty { return line }
        }
        searched = rest.count
        return nil
    }

    /// Whether a line has grown beyond what an API server sends.
    var isTooLong: Bool { rest.count > Self.limit }
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
