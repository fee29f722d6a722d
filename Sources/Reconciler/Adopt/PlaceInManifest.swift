import ObjectModel

/// Where a field path leads in a manifest, whose lists may leave out keys that have a default.
enum PlaceInManifest {
    case found(JSONPointer, JSONValue)
    /// The nearest place above it that is there, and the way on from it.
    case missing(below: JSONPointer, JSONValue, rest: ArraySlice<PathElement>)
    /// Several elements of the list there would fit.
    case ambiguous(JSONPointer)

    init(of path: FieldPath, in manifest: JSONValue) {
        var pointer = JSONPointer()
        var current = manifest
        for (depth, element) in path.elements.enumerated() {
            switch Self.step(to: element, in: current) {
            case .to(let token, let value):
                pointer.tokens.append(token)
                current = value
            case .nowhere:
                self = .missing(below: pointer, current, rest: path.elements[depth...])
                return
            case .several:
                self = .ambiguous(pointer)
                return
            }
        }
        self = .found(pointer, current)
    }

    /// `nil` where the path leads nowhere, or to several places.
    var value: JSONValue? {
        guard case .found(_, let value) = self else { return nil }
        return value
    }

    private enum Step {
        case to(String, JSONValue)
        case nowhere
        case several
    }

    private static func step(to element: PathElement, in value: JSONValue) -> Step {
        if case .field(let name) = element { return value[name].map { .to(name, $0) } ?? .nowhere }
        let list = value.array ?? []
        let places: [Int]
        switch element {
        case .field: places = []
        case .index(let index): places = list.indices.contains(index) ? [index] : []
        case .value(let value): places = Array(list.indices.filter { list[$0] == value }.prefix(1))
        case .key(let members): places = Self.places(of: members, in: list)
        }
        guard let place = places.first else { return .nowhere }
        return places.count == 1 ? .to(String(place), list[place]) : .several
    }

    /// The elements with all the keys; without any, those that have some and leave out the others.
    private static func places(of members: [KeyMember], in list: [JSONValue]) -> [Int] {
        let exact = list.indices.filter { place in members.allSatisfy { list[place][$0.name] == $0.value } }
        guard exact.isEmpty else { return exact }
        return list.indices.filter { place in
            let stated = members.filter { list[place][$0.name] != nil }
            return !stated.isEmpty && stated.allSatisfy { list[place][$0.name] == $0.value }
        }
    }
}
