/// The members of a JSON object in the order of their source; each key stands once.
///
/// An array of pairs rather than a dictionary: manifests have few members a map, their order is what a person wrote,
/// and a linear search beats hashing there. Code that looks up many keys of a large object makes an `index()`.
package struct JSONObject: Sendable {
    package struct Member: Hashable, Sendable {
        package var key: String
        package var value: JSONValue

        package init(key: String, value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    package private(set) var members: [Member]

    package init() { members = [] }

    /// Takes `members` as they are; the caller, a parser that has refused duplicates, guarantees distinct keys.
    package init(uniqueMembers members: [Member]) { self.members = members }

    package var count: Int { members.count }
    package var isEmpty: Bool { members.isEmpty }
    package var keys: [String] { members.map(\.key) }

    /// The value of `key`. Setting `nil` removes the member; a new key goes to the end.
    package subscript(key: String) -> JSONValue? {
        get { members.first { $0.key == key }?.value }
        set {
            let place = members.firstIndex { $0.key == key }
            switch (place, newValue) {
            case (let place?, let value?): members[place].value = value
            case (let place?, nil): members.remove(at: place)
            case (nil, let value?): members.append(Member(key: key, value: value))
            case (nil, nil): break
            }
        }
    }

    /// The place of `key`, tried first at `hint`: objects from one source mostly share their order.
    package func place(of key: String, near hint: Int) -> Int? {
        if hint < members.count, members[hint].key == key { return hint }
        return members.firstIndex { $0.key == key }
    }

    /// Key to place, for many look-ups in a large object.
    package func index() -> [String: Int] {
        Dictionary(members.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The same members ordered by key, as `kubectl` prints them.
    package func sortedByKey() -> JSONObject {
        JSONObject(uniqueMembers: members.sorted { $0.key < $1.key })
    }
}

extension JSONObject: Hashable {
    /// Equal when the same keys hold equal values, in any order.
    ///
    /// Every value is compared once: twice at each level would be a power of two of the depth.
    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        guard left.count == right.count else { return false }
        if zip(left.members, right.members).allSatisfy({ $0.key == $1.key }) {
            return zip(left.members, right.members).allSatisfy { $0.value == $1.value }
        }
        let places = right.index()
        return left.members.allSatisfy { member in
            places[member.key].map { right.members[$0].value == member.value } ?? false
        }
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(members.count)
        // Order must not count, so the members' own hashes are summed.
        hasher.combine(members.reduce(0) { $0 &+ $1.hashValue })
    }
}

extension JSONObject: Sequence {
    package func makeIterator() -> IndexingIterator<[Member]> { members.makeIterator() }
}
