import ObjectModel
import OpenAPISchema

/// What tells the elements of an associative list apart.
struct ListIdentity {
    let keys: [String]
    private let defaults: [JSONValue?]

    /// `shape` is the element's: a key that an element leaves out has its default (`protocol: TCP`).
    init(keys: [String], shape: SchemaType.Shape) {
        self.keys = keys
        if case .object(let object) = shape {
            defaults = keys.map { object[$0]?.defaultValue }
        } else {
            defaults = keys.map { _ in nil }
        }
    }

    /// The key members of one element; a key without value or default is left out.
    func members(of element: JSONValue) -> [KeyMember] {
        zip(keys, defaults).compactMap { key, fallback in
            (element[key] ?? fallback).map { KeyMember(name: key, value: $0) }
        }
    }

    func isSame(_ left: JSONValue, _ right: JSONValue) -> Bool {
        zip(keys, defaults).allSatisfy { key, fallback in (left[key] ?? fallback) == (right[key] ?? fallback) }
    }

    /// The first free element of `live` with the keys of `element`; elements mostly stand where they stood.
    func place(of element: JSONValue, in live: [JSONValue], near hint: Int, taken: [Bool]) -> Int? {
        if hint < live.count, !taken[hint], isSame(element, live[hint]) { return hint }
        return live.indices.first { !taken[$0] && isSame(element, live[$0]) }
    }

    /// An element that stands again further on; `nil` where all differ.
    func firstRepeated(in list: [JSONValue]) -> JSONValue? {
        var seen: Set<[KeyMember]> = []
        return list.first { !seen.insert(members(of: $0)).inserted }
    }
}
