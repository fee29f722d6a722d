import ObjectModel

/// Reads members of a kubeconfig's maps as Go's JSON decoder would; each one of a wrong type is noted, not thrown.
///
/// Absent and null are the empty value. What a member holds is never repeated in an error: it may be a secret.
struct KubeConfigFields {
    /// One map of the document.
    struct Node {
        var object: JSONObject
        var pointer: JSONPointer
    }

    let document: SourceDocument
    private(set) var problems: [KubeConfigError] = []

    /// Errors of one file that are kept; finding each one's line walks the document.
    private static let problemLimit = 20

    init(_ document: SourceDocument) { self.document = document }

    mutating func note(_ code: KubeConfigError.Code, _ pointer: JSONPointer, _ detail: String, hint: String) {
        guard problems.count < Self.problemLimit else { return }
        let place = document.location(of: pointer).description
        problems.append(KubeConfigError(code, .readFile, place, detail, hint: hint))
    }

    mutating func node(_ parent: Node, _ key: String) -> Node? {
        guard let value = present(parent, key) else { return nil }
        return node(value, parent.pointer.appending(key))
    }

    /// `value` as a map; null is an empty one, since Go leaves the struct as it was.
    mutating func node(_ value: JSONValue, _ pointer: JSONPointer) -> Node? {
        if value.isNull { return Node(object: JSONObject(), pointer: pointer) }
        guard let object = value.object else {
            mismatch(value, pointer, wanted: "map")
            return nil
        }
        return Node(object: object, pointer: pointer)
    }

    mutating func text(_ node: Node, _ key: String) -> String {
        guard let value = present(node, key) else { return "" }
        return text(value, node.pointer.appending(key))
    }

    mutating func flag(_ node: Node, _ key: String) -> Bool {
        guard let value = present(node, key) else { return false }
        guard let flag = value.bool else {
            mismatch(value, node.pointer.appending(key), wanted: "boolean")
            return false
        }
        return flag
    }

    mutating func texts(_ node: Node, _ key: String) -> [String] {
        list(node, key).map { text($0.value, $0.pointer) }
    }

    /// Every member of a map whose members are lists of strings. Walks it once: it may have very many.
    mutating func textLists(_ node: Node) -> [String: [String]] {
        var lists: [String: [String]] = [:]
        for member in node.object.members {
            let pointer = node.pointer.appending(member.key)
            lists[member.key] = list(member.value, pointer).map { text($0.value, $0.pointer) }
        }
        return lists
    }

    /// The bytes that a member holds in base64.
    mutating func data(_ node: Node, _ key: String) -> [UInt8] {
        let encoded = text(node, key)
        guard let bytes = Base64.decode(encoded.utf8) else {
            note(
                .malformed, node.pointer.appending(key), "\(key) is not base64",
                hint: "write the file's content with 'base64 -w0', or name the file with '\(key.dropLast(5))'")
            return []
        }
        return bytes
    }

    /// The maps of a list.
    mutating func nodes(_ parent: Node, _ key: String) -> [Node] {
        list(parent, key).compactMap { node($0.value, $0.pointer) }
    }

    mutating func list(_ parent: Node, _ key: String) -> [(value: JSONValue, pointer: JSONPointer)] {
        list(present(parent, key) ?? .null, parent.pointer.appending(key))
    }

    private mutating func list(
        _ value: JSONValue, _ pointer: JSONPointer
    ) -> [(value: JSONValue, pointer: JSONPointer)] {
        if value.isNull { return [] }
        guard let elements = value.array else {
            mismatch(value, pointer, wanted: "list")
            return []
        }
        return elements.enumerated().map { ($1, pointer.appending(String($0))) }
    }

    private mutating func text(_ value: JSONValue, _ pointer: JSONPointer) -> String {
        if value.isNull { return "" }
        guard let text = value.string else {
            mismatch(value, pointer, wanted: "string")
            return ""
        }
        return text
    }

    private func present(_ node: Node, _ key: String) -> JSONValue? {
        guard let value = node.object[key], !value.isNull else { return nil }
        return value
    }

    private mutating func mismatch(_ value: JSONValue, _ pointer: JSONPointer, wanted: String) {
        let hint = wanted == "string" ? "write the value in quotes" : "write a \(wanted) there"
        let name = pointer.tokens.isEmpty ? "the document" : pointer.tokens.joined(separator: ".")
        note(.wrongType, pointer, "\(name) is of type \(value.kindName), not \(wanted)", hint: hint)
    }
}
