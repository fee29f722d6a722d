/// One change to one document of a file.
package struct DocumentEdit: Hashable, Sendable {
    /// As in RFC 6902, where they are called replace, add and remove.
    package enum Operation: Hashable, Sendable {
        /// Of what is there.
        case set(JSONValue)
        /// A member that is not there; an element before the one at the index, or at the end by `-`.
        case insert(JSONValue)
        case remove
    }

    /// From 0, among the documents that are not empty.
    package var document: Int
    package var pointer: JSONPointer
    package var operation: Operation

    package init(document: Int = 0, _ pointer: JSONPointer, _ operation: Operation) {
        self.document = document
        self.pointer = pointer
        self.operation = operation
    }
}

extension JSONValue {
    /// With `operation` carried out at `pointer`; `nil` where there is no such place.
    package func applying(_ operation: DocumentEdit.Operation, at pointer: JSONPointer) -> JSONValue? {
        applying(operation, at: pointer.tokens[...])
    }

    fileprivate func applying(_ operation: DocumentEdit.Operation, at tokens: ArraySlice<String>) -> JSONValue? {
        guard let token = tokens.first else {
            guard case .set(let value) = operation else { return nil }
            return value
        }
        let rest = tokens.dropFirst()
        switch self {
        case .object(let object):
            return object.applying(operation, at: token, rest).map(JSONValue.object)
        case .array(let elements):
            return elements.applying(operation, at: token, rest).map(JSONValue.array)
        default: return nil
        }
    }
}

extension JSONObject {
    fileprivate func applying(
        _ operation: DocumentEdit.Operation, at key: String, _ rest: ArraySlice<String>
    ) -> JSONObject? {
        var result = self
        switch (self[key], operation, rest.isEmpty) {
        case (nil, .insert(let value), true): result[key] = value
        case (_?, .remove, true): result[key] = nil
        case (_?, .insert, true): return nil
        case (let old?, _, _):
            guard let new = old.applying(operation, at: rest) else { return nil }
            result[key] = new
        case (nil, _, _): return nil
        }
        return result
    }
}

extension [JSONValue] {
    fileprivate func applying(
        _ operation: DocumentEdit.Operation, at token: String, _ rest: ArraySlice<String>
    ) -> [JSONValue]? {
        var result = self
        if case .insert(let value) = operation, rest.isEmpty {
            guard let place = token == "-" ? count : Int(token), (0...count).contains(place) else {
                return nil
            }
            result.insert(value, at: place)
            return result
        }
        guard let place = Int(token), indices.contains(place) else { return nil }
        if case .remove = operation, rest.isEmpty {
            result.remove(at: place)
            return result
        }
        guard let new = self[place].applying(operation, at: rest) else { return nil }
        result[place] = new
        return result
    }
}
