import ObjectModel

/// JSON patch (RFC 6902), with the errors of the library that the server uses (evanphx/json-patch).
struct JSONPatch {
    private struct Operation {
        var name: String
        var path: String
        var from: String?
        var value: JSONValue?
    }

    /// Nodes that `copy` may bring into a document, as the server's library bounds their bytes.
    private static let copyLimit = 200_000
    /// Levels of the result; an object that came in as JSON cannot have more.
    private static let depthLimit = 256

    private let operations: [Operation]

    init(_ patch: JSONValue) throws(APIStatus) {
        guard let items = patch.array else {
            throw .badRequest("json: cannot unmarshal \(patch.goKind) into Go value of type jsonpatch.Patch")
        }
        guard items.count <= 10_000 else {
            throw .requestEntityTooLarge(
                "The allowed maximum operations in a JSON patch is 10000, got \(items.count)")
        }
        operations = items.map { item in
            Operation(
                name: item["op"]?.string ?? "unknown", path: item["path"]?.string ?? "", from: item["from"]?.string,
                value: item["value"])
        }
    }

    func apply(to document: JSONValue) throws(APIStatus) -> JSONValue {
        var result = document
        var copied = 0
        for operation in operations {
            if operation.name == "copy", let from = operation.from.flatMap(JSONPointer.init(parsing:)) {
                copied += result.value(at: from)?.nodeCount(limit: Self.copyLimit) ?? 0
            }
            guard copied < Self.copyLimit, Self.perform(operation, on: &result) else {
                // The library's own words are lost on the way out of the server.
                throw APIStatus(
                    422, "Invalid", "the server rejected our request due to an error in our request",
                    details: JSONObject())
            }
        }
        guard !result.isDeeper(than: Self.depthLimit) else {
            throw .badRequest("the patched object nests deeper than \(Self.depthLimit) levels")
        }
        return result
    }

    private static func perform(_ operation: Operation, on document: inout JSONValue) -> Bool {
        guard let path = JSONPointer(parsing: operation.path) else { return false }
        switch operation.name {
        case "add": return change(&document, path.tokens[...]) { .add($0, operation.value ?? .null) }
        case "replace":
            guard document.value(at: path) != nil else { return false }
            return change(&document, path.tokens[...]) { .replace($0, operation.value ?? .null) }
        case "remove": return change(&document, path.tokens[...]) { .remove($0) }
        case "test": return (document.value(at: path) ?? .null) == (operation.value ?? .null)
        case "move", "copy":
            guard let from = operation.from.flatMap(JSONPointer.init(parsing:)), let value = document.value(at: from)
            else { return false }
            if operation.name == "move", !change(&document, from.tokens[...], { .remove($0) }) { return false }
            return change(&document, path.tokens[...]) { .add($0, value) }
        default: return false
        }
    }

    private enum Change {
        case add(String, JSONValue)
        case replace(String, JSONValue)
        case remove(String)
    }

    /// Walks to the parent of `path` and changes it there; false where the path does not lead anywhere.
    private static func change(
        _ value: inout JSONValue, _ path: ArraySlice<String>, _ make: (String) -> Change
    ) -> Bool {
        guard let first = path.first else {
            guard case .remove = make("") else {
                if case .add(_, let new) = make("") { value = new }
                if case .replace(_, let new) = make("") { value = new }
                return true
            }
            return false
        }
        switch value {
        case .object(var object):
            if path.count == 1 {
                guard apply(make(first), to: &object) else { return false }
            } else {
                guard var below = object[first], change(&below, path.dropFirst(), make) else { return false }
                object[first] = below
            }
            value = .object(object)
            return true
        case .array(var items):
            if path.count == 1 {
                guard apply(make(first), to: &items) else { return false }
            } else {
                guard let place = Int(first), items.indices.contains(place),
                    change(&items[place], path.dropFirst(), make)
                else { return false }
            }
            value = .array(items)
            return true
        default: return false
        }
    }

    private static func apply(_ change: Change, to object: inout JSONObject) -> Bool {
        switch change {
        case .add(let key, let value), .replace(let key, let value): object[key] = value
        case .remove(let key):
            guard object[key] != nil else { return false }
            object[key] = nil
        }
        return true
    }

    private static func apply(_ change: Change, to items: inout [JSONValue]) -> Bool {
        switch change {
        case .add("-", let value): items.append(value)
        case .add(let key, let value):
            guard let place = Int(key), (0...items.count).contains(place) else { return false }
            items.insert(value, at: place)
        case .replace(let key, let value):
            guard let place = Int(key), items.indices.contains(place) else { return false }
            items[place] = value
        case .remove(let key):
            guard let place = Int(key), items.indices.contains(place) else { return false }
            items.remove(at: place)
        }
        return true
    }
}

extension JSONValue {
    private var parts: [JSONValue] {
        switch self {
        case .object(let object): object.members.map(\.value)
        case .array(let items): items
        default: []
        }
    }

    /// The nodes of this tree, at most `limit`; does not recurse.
    fileprivate func nodeCount(limit: Int) -> Int {
        var count = 0
        var open = [self]
        while let value = open.popLast(), count < limit {
            count += 1
            open += value.parts
        }
        return count
    }

    /// Whether maps and lists stand in each other more than `limit` times; does not recurse.
    fileprivate func isDeeper(than limit: Int) -> Bool {
        var level = [self]
        var depth = 0
        while !level.isEmpty {
            depth += 1
            if depth > limit { return true }
            level = level.flatMap(\.parts)
        }
        return false
    }
}
