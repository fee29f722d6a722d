import HTTPService
import JSONText
import ObjectModel
import YAMLBridge

/// What became of a request: an answer, or the beginning of a watch.
enum APIAnswer {
    case json(Int, JSONValue)
    case text(String)
    /// No part of the server has anything at the path.
    case notFound
    case bytes(contentType: String, [UInt8])
    /// `first` is what can be said at once; `isOver` when nothing will follow.
    case watch(WatchQuery, first: [UInt8], isOver: Bool)
}

extension HTTPRequest {
    /// The media type of the body, without its parameters.
    var contentType: String {
        (headers["content-type"] ?? "").split(separator: ";").first.map { $0.filter { $0 != " " } } ?? ""
    }

    /// The body of a create or update: JSON, or YAML where it says so. Without a content type it is JSON.
    func object() throws(APIStatus) -> JSONValue {
        switch contentType {
        case "", "application/json": return try json()
        case "application/yaml": return try yaml()
        default:
            throw .unsupportedMediaType([
                "application/json", "application/yaml", "application/vnd.kubernetes.protobuf",
            ])
        }
    }

    func json() throws(APIStatus) -> JSONValue {
        do {
            return try JSONText.read(body, subject: path)
        } catch {
            throw .badRequest("couldn't get version/kind; json parse error: \(error.detail)")
        }
    }

    /// YAML, of which JSON is a part.
    func yaml() throws(APIStatus) -> JSONValue {
        // What is no JSON is read as YAML, whose reader says what is wrong with it.
        if let value = try? JSONText.read(body, subject: path) { return value }
        let reading = YAMLReader.read(body, file: "body")
        if let error = reading.errors.first { throw .badRequest("error decoding YAML: \(error)") }
        return reading.documents.first?.value ?? .null
    }

    /// Whether the client takes JSON.
    var acceptsJSON: Bool {
        guard let accept = headers["accept"], !accept.isEmpty else { return true }
        return accept.split(separator: ",").contains { range in
            let type = range.split(separator: ";").first.map { $0.filter { $0 != " " } } ?? ""
            return ["application/json", "application/*", "*/*", "application/yaml"].contains(type)
        }
    }
}
