extension JSONValue {
    /// Where `path`, whose list elements are named by their keys, stands in this document; `nil` where it does not.
    package func pointer(of path: FieldPath) -> JSONPointer? {
        var current = self
        var tokens: [String] = []
        for element in path.elements {
            guard let (token, next) = current.step(to: element) else { return nil }
            tokens.append(token)
            current = next
        }
        return JSONPointer(tokens)
    }

    /// The value at a path whose list elements are named by their keys; `nil` where there is none.
    package func value(at path: FieldPath) -> JSONValue? {
        var current = self
        for element in path.elements {
            guard let (_, next) = current.step(to: element) else { return nil }
            current = next
        }
        return current
    }

    private func step(to element: PathElement) -> (token: String, value: JSONValue)? {
        if case .field(let name) = element { return self[name].map { (name, $0) } }
        guard let list = array else { return nil }
        let place: Int?
        switch element {
        case .field: place = nil
        case .index(let index): place = list.indices.contains(index) ? index : nil
        case .value(let value): place = list.firstIndex(of: value)
        case .key(let members):
            place = list.firstIndex { item in members.allSatisfy { item[$0.name] == $0.value } }
        }
        return place.map { (String($0), list[$0]) }
    }
}
