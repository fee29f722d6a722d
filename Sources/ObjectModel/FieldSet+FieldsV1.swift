/// The wire form of a set, `fieldsV1` of `metadata.managedFields` (structured-merge-diff `fieldpath/serialize.go`):
/// nested maps whose keys are path elements; `.` says that the element above is itself in the set.
extension FieldSet {
    /// Levels that are read; an object cannot nest deeper.
    private static let depthLimit = 256

    /// Reads the wire form; elements of a type that we do not know are dropped, as the server does. `nil` for
    /// anything else than nested maps with such keys.
    package init?(fieldsV1 value: JSONValue) {
        guard let read = Self.read(value, depth: 0) else { return nil }
        self = read.set
    }

    private static func read(_ value: JSONValue, depth: Int) -> (set: FieldSet, isMember: Bool)? {
        guard depth < depthLimit, value.object != nil || value.isNull else { return nil }
        var result = FieldSet()
        var isMember = false
        for (key, value) in value.object.map({ $0.members.map { ($0.key, $0.value) } }) ?? [] {
            if key == "." {
                isMember = true
                continue
            }
            switch PathElement.read(fieldsV1Key: key) {
            case .unknown: continue
            case .malformed: return nil
            case .element(let element):
                guard let below = read(value, depth: depth + 1) else { return nil }
                result.add(element, isMember: below.isMember, below: below.set)
            }
        }
        return (result, isMember || result.isEmpty)
    }

    /// The wire form, in the order in which the server writes it.
    package var fieldsV1: JSONValue { .object(wireForm(includingSelf: false)) }

    fileprivate func wireForm(includingSelf: Bool) -> JSONObject {
        var result: [JSONObject.Member] = []
        if includingSelf { result.append(.init(key: ".", value: [:])) }
        var rest = children[...]
        for member in members {
            while let child = rest.first, child.element < member {
                result.append(child.wireForm(isMember: false))
                rest.removeFirst()
            }
            if let child = rest.first, child.element == member {
                result.append(child.wireForm(isMember: true))
                rest.removeFirst()
            } else {
                result.append(.init(key: member.fieldsV1Key, value: [:]))
            }
        }
        return JSONObject(uniqueMembers: result + rest.map { $0.wireForm(isMember: false) })
    }
}

extension FieldSet.Child {
    fileprivate func wireForm(isMember: Bool) -> JSONObject.Member {
        .init(key: element.fieldsV1Key, value: .object(set.wireForm(includingSelf: isMember)))
    }
}

extension PathElement {
    fileprivate enum Reading {
        case element(PathElement)
        /// A type letter of a later version.
        case unknown
        case malformed
    }

    /// `f:spec`, `k:{"name":"web"}`, `v:"a"`, `i:0`.
    package var fieldsV1Key: String {
        switch self {
        case .field(let name): "f:\(name)"
        case .key(let members):
            "k:{" + members.map { $0.name.htmlSafeJSON + ":" + $0.value.htmlSafeJSON }.joined(separator: ",") + "}"
        case .value(let value): "v:" + value.htmlSafeJSON
        case .index(let place): "i:\(place)"
        }
    }

    /// The element that `key` stands for; `nil` where it is malformed or of a type that we do not know.
    package init?(fieldsV1Key key: String) {
        guard case .element(let element) = Self.read(fieldsV1Key: key) else { return nil }
        self = element
    }

    fileprivate static func read(fieldsV1Key key: String) -> Reading {
        let bytes = key.utf8
        guard bytes.count >= 2, bytes[bytes.index(after: bytes.startIndex)] == UInt8(ascii: ":") else {
            return .malformed
        }
        let text = key[key.utf8.index(key.startIndex, offsetBy: 2)...]
        switch bytes.first {
        case UInt8(ascii: "f"): return .element(.field(String(text)))
        case UInt8(ascii: "k"):
            guard let object = SmallJSON.read(text)?.object else { return .malformed }
            let members = object.members.map { KeyMember(name: $0.key, value: $0.value) }
            return .element(.key(members.sorted { $0.name.byteOrder(to: $1.name) == .before }))
        case UInt8(ascii: "v"): return SmallJSON.read(text).map { .element(.value($0)) } ?? .malformed
        case UInt8(ascii: "i"): return Int(text).map { .element(.index($0)) } ?? .malformed
        default: return .unknown
        }
    }
}

extension String {
    /// JSON as Go's encoder writes it, safe inside HTML.
    fileprivate var htmlSafeJSON: String { Self.htmlSafe(jsonQuoted) }

    fileprivate static func htmlSafe(_ json: String) -> String {
        guard json.utf8.contains(where: { $0 == 0x3C || $0 == 0x3E || $0 == 0x26 }) else { return json }
        return json.unicodeScalars.reduce(into: "") { text, scalar in
            switch scalar {
            case "<": text += #"\u003c"#
            case ">": text += #"\u003e"#
            case "&": text += #"\u0026"#
            default: text.unicodeScalars.append(scalar)
            }
        }
    }
}

extension JSONValue {
    fileprivate var htmlSafeJSON: String { String.htmlSafe(jsonText) }
}
