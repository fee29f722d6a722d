import HTTPService
import JSONText
import ObjectModel

/// An answer that is no object: what apimachinery's `metav1.Status` says.
///
/// The constructors' texts are those of `apimachinery/pkg/api/errors` (1.20), since clients and people match on them.
struct APIStatus: Error, Hashable, Sendable {
    struct Cause: Hashable, Sendable {
        var reason: String
        var message: String
        var field: String
    }

    var code: Int
    var reason: String
    var message: String
    /// `nil` leaves `details` out; an empty one is sent as `{}`, as the server does.
    var details: JSONObject?

    init(_ code: Int, _ reason: String, _ message: String, details: JSONObject? = nil) {
        self.code = code
        self.reason = reason
        self.message = message
        self.details = details
    }

    /// The wire form of a failure.
    var value: JSONValue {
        var object = JSONObject(uniqueMembers: [
            .init(key: "kind", value: "Status"), .init(key: "apiVersion", value: "v1"),
            .init(key: "metadata", value: [:]), .init(key: "status", value: "Failure"),
            .init(key: "message", value: .string(message)),
        ])
        if !reason.isEmpty { object["reason"] = .string(reason) }
        if let details { object["details"] = .object(details) }
        object["code"] = .integer(Int64(code))
        return .object(object)
    }

    var response: HTTPResponse {
        HTTPResponse(status: code, contentType: "application/json", bytes: JSONText.write(value))
    }
}

extension APIStatus {
    /// `details` of an object: its name, group and plural (or kind), each only if there is one.
    static func details(_ group: String, _ kind: String, _ name: String, causes: [Cause]? = nil) -> JSONObject {
        var details = JSONObject()
        if !name.isEmpty { details["name"] = .string(name) }
        if !group.isEmpty { details["group"] = .string(group) }
        if !kind.isEmpty { details["kind"] = .string(kind) }
        if let causes, !causes.isEmpty { details["causes"] = .array(causes.map(\.value)) }
        return details
    }

    static func notFound(_ resource: ResourceName, _ name: String) -> APIStatus {
        APIStatus(
            404, "NotFound", "\(resource) \"\(name)\" not found",
            details: details(resource.group, resource.plural, name))
    }

    /// For a path that names no resource.
    static let noSuchResource = APIStatus(
        404, "NotFound", "the server could not find the requested resource", details: JSONObject())

    static func alreadyExists(_ resource: ResourceName, _ name: String) -> APIStatus {
        APIStatus(
            409, "AlreadyExists", "\(resource) \"\(name)\" already exists",
            details: details(resource.group, resource.plural, name))
    }

    static func conflict(_ resource: ResourceName, _ name: String, _ detail: String) -> APIStatus {
        APIStatus(
            409, "Conflict", "Operation cannot be fulfilled on \(resource) \"\(name)\": \(detail)",
            details: details(resource.group, resource.plural, name))
    }

    static func forbidden(_ resource: ResourceName, _ name: String, _ detail: String) -> APIStatus {
        let subject = name.isEmpty ? "\(resource)" : "\(resource) \"\(name)\""
        return APIStatus(
            403, "Forbidden", "\(subject) is forbidden: \(detail)",
            details: details(resource.group, resource.plural, name))
    }

    static func badRequest(_ message: String) -> APIStatus { APIStatus(400, "BadRequest", message) }

    /// An error that the server has no status for: it says the message and nothing else.
    static func unclassified(_ message: String) -> APIStatus { APIStatus(500, "", message) }

    static let unauthorized = APIStatus(401, "Unauthorized", "Unauthorized")

    static let methodNotAllowed = APIStatus(
        405, "MethodNotAllowed", "the server does not allow this method on the requested resource",
        details: JSONObject())

    static let notAcceptable = APIStatus(406, "NotAcceptable", "406: Not Acceptable", details: JSONObject())

    /// A content type that no handler of the path reads.
    static let unreadable = APIStatus(
        415, "UnsupportedMediaType", "415: Unsupported Media Type", details: JSONObject())

    static func unsupportedMediaType(_ accepted: [String]) -> APIStatus {
        APIStatus(
            415, "UnsupportedMediaType",
            "the body of the request was in an unknown format - accepted media types include: "
                + accepted.joined(separator: ", "))
    }

    static func requestEntityTooLarge(_ detail: String) -> APIStatus {
        APIStatus(413, "RequestEntityTooLarge", "Request entity too large: \(detail)")
    }

    static func expired(_ message: String) -> APIStatus { APIStatus(410, "Expired", message) }

    /// 422 with one cause for each failure, in their order.
    static func invalid(_ kind: GroupKind, _ name: String, _ failures: [FieldFailure]) -> APIStatus {
        let causes = failures.map { Cause(reason: $0.reason.rawValue, message: $0.body, field: $0.field) }
        let texts = failures.map(\.description)
        let list = texts.count == 1 ? texts[0] : "[\(texts.uniqued().joined(separator: ", "))]"
        return APIStatus(
            422, "Invalid", "\(kind) \"\(name)\" is invalid: \(list)",
            details: details(kind.group, kind.kind, name, causes: causes))
    }
}

extension APIStatus.Cause {
    fileprivate var value: JSONValue {
        var object = JSONObject()
        if !reason.isEmpty { object["reason"] = .string(reason) }
        if !message.isEmpty { object["message"] = .string(message) }
        if !field.isEmpty { object["field"] = .string(field) }
        return .object(object)
    }
}

/// One thing that is wrong with an object (apimachinery `field.Error`).
struct FieldFailure: Hashable, Sendable, CustomStringConvertible {
    enum Reason: String, Sendable {
        case required = "FieldValueRequired"
        case invalid = "FieldValueInvalid"
        case duplicate = "FieldValueDuplicate"
        case notSupported = "FieldValueNotSupported"
        case forbidden = "FieldValueForbidden"
        case typeInvalid = "FieldValueTypeInvalid"
        case tooMany = "FieldValueTooMany"
        case tooLong = "FieldValueTooLong"
        case notFound = "FieldValueNotFound"
    }

    var reason: Reason
    /// As Go writes it: `spec.containers[0].image`.
    var field: String
    /// What follows the field in the message.
    var body: String

    var description: String { field.isEmpty ? body : "\(field): \(body)" }

    static func required(_ field: String, _ detail: String = "") -> FieldFailure {
        FieldFailure(reason: .required, field: field, body: "Required value" + (detail.isEmpty ? "" : ": \(detail)"))
    }

    /// `value` is the text that Go prints: a quoted string, a number, `null`, or JSON.
    static func invalid(_ field: String, _ value: String, _ detail: String) -> FieldFailure {
        FieldFailure(reason: .invalid, field: field, body: "Invalid value: \(value): \(detail)")
    }

    static func notSupported(_ field: String, _ value: String, _ supported: [String]) -> FieldFailure {
        let list = supported.map { "\"\($0)\"" }.joined(separator: ", ")
        return FieldFailure(
            reason: .notSupported, field: field,
            body: "Unsupported value: \(value)" + (supported.isEmpty ? "" : ": supported values: \(list)"))
    }

    static func forbidden(_ field: String, _ detail: String) -> FieldFailure {
        FieldFailure(reason: .forbidden, field: field, body: "Forbidden: \(detail)")
    }

    static func duplicate(_ field: String, _ value: String) -> FieldFailure {
        FieldFailure(reason: .duplicate, field: field, body: "Duplicate value: \(value)")
    }
}

extension [String] {
    /// Each text once, in order: Go's error lists leave repeated messages out.
    fileprivate func uniqued() -> [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}
