import ObjectModel

extension TreeBuilder {
    mutating func mapping(level: Int) throws(EndOfReading) -> JSONObject {
        try checkTag(fits: ["map", "set"], "map")
        var members = MemberList(firstMark: marks.count)
        try advance()
        while events.kind != .mappingEnd {
            let mark = events.mark
            if isMergeKey {
                try advance()
                try merge(into: &members, at: mark, level: level)
            } else {
                let key = try key(level: level)
                try advance()
                try member(key, at: mark, into: &members, level: level)
            }
            try advance()
        }
        if let ranges = members.ranges {
            marks.replaceSubrange(members.firstMark..., with: ranges.flatMap { marks[$0] })
        }
        return JSONObject(uniqueMembers: members.members)
    }

    /// Reads a member's value; without a key, or with one that is there already, it is read over.
    private mutating func member(
        _ key: String?, at mark: SourceMark, into members: inout MemberList, level: Int
    ) throws(EndOfReading) {
        let start = marks.count
        let value = try node(at: mark, level: level + 1)
        guard let key else { return marks.removeSubrange(start...) }
        if let place = members.insert(key, value, marks: start..<marks.count) {
            let first = marks[members.range(of: place).lowerBound]
            marks.removeSubrange(start...)
            let detail = "the key '\(key)' is already at line \(first.line), column \(first.column)"
            try report(.duplicateKey, at: mark, detail)
        }
    }

    /// The key that begins at the current event; `nil` where it cannot be a string, which is reported.
    private mutating func key(level: Int) throws(EndOfReading) -> String? {
        let mark = events.mark
        switch events.kind {
        case .scalar:
            let errorsBefore = reading.errors.count
            let value = try keyScalar(level: level)
            guard reading.errors.count == errorsBefore else { return nil }
            return try keyText(value, at: mark)
        case .alias:
            guard let anchor = try aliased() else { return nil }
            return try keyText(anchor.value, at: mark)
        default:
            let start = marks.count
            let value = try node(at: mark, level: level + 1)
            marks.removeSubrange(start...)
            return try keyText(value, at: mark)
        }
    }

    /// A key's value, defining the anchor that it may have.
    private mutating func keyScalar(level: Int) throws(EndOfReading) -> JSONValue {
        guard events.anchor != nil else { return try scalar() }
        let start = marks.count
        let value = try node(at: events.mark, level: level + 1)
        marks.removeSubrange(start...)
        return value
    }

    private mutating func keyText(_ value: JSONValue, at mark: SourceMark) throws(EndOfReading) -> String? {
        if let text = value.keyText { return text }
        let what = value.isNull ? "null" : "a \(value.kindName)"
        try report(.unsupportedKey, at: mark, "a key must be a string, and this one is \(what)")
        return nil
    }

    /// A plain `<<`, which as a key means the merge of https://yaml.org/type/merge.html; in quotes it is a string.
    private var isMergeKey: Bool {
        guard events.kind == .scalar else { return false }
        let isArrows = unsafe events.withScalar { unsafe $0.count == 2 && $0.allSatisfy { $0 == UInt8(ascii: "<") } }
        guard isArrows else { return false }
        return events.tag.map { $0 == TaggedScalar.mergeTag } ?? events.isPlain
    }

    /// Puts in the members of the map, or of the maps of the list, that begins at the current event.
    ///
    /// As in go-yaml v2 they win over what stands before the `<<` and lose against what stands behind it; in a list
    /// the earlier map wins.
    private mutating func merge(
        into members: inout MemberList, at mark: SourceMark, level: Int
    ) throws(EndOfReading) {
        let isAlias = events.kind == .alias
        let (start, errorsBefore) = (marks.count, reading.errors.count)
        let value = try node(at: mark, level: level + 1)
        guard reading.errors.count == errorsBefore else { return marks.removeSubrange(start...) }
        switch value {
        case .object(let object):
            members.merge(object, firstMark: start + 1)
        case .array(let elements) where !isAlias && elements.allSatisfy { $0.object != nil }:
            var ends = start + 1
            let starts = elements.map { element in
                defer { ends += element.nodeCount }
                return ends
            }
            for (element, start) in zip(elements, starts).reversed() {
                if let object = element.object { members.merge(object, firstMark: start + 1) }
            }
        default:
            marks.removeSubrange(start...)
            try report(.badMerge, at: mark, "'<<' merges a map or a list of maps, and this is a \(value.kindName)")
        }
    }
}

/// The members of a map under construction and, once it has a merge key, where the marks of each stand.
private struct MemberList {
    let firstMark: Int
    private(set) var members: [JSONObject.Member] = []
    /// For each member its marks; `nil` as long as they stand in the order of the members without gaps.
    private(set) var ranges: [Range<Int>]?
    /// For each member whether a merge put it in; has elements only beside `ranges`.
    private var isMerged: [Bool] = []
    /// Key to place, kept once searching from the front would be slow.
    private var index: [String: Int]?

    init(firstMark: Int) { self.firstMark = firstMark }

    /// Adds a member that the map itself has. Gives the place of an earlier one with that key, and then adds nothing.
    mutating func insert(_ key: String, _ value: JSONValue, marks: Range<Int>) -> Int? {
        guard let place = place(of: key) else {
            append(key, value, marks: marks, isMerged: false)
            return nil
        }
        guard ranges != nil, isMerged[place] else { return place }
        replace(place, with: value, marks: marks)
        isMerged[place] = false
        return nil
    }

    /// Adds the members of `object`, whose marks begin at `firstMark`, over those that are there.
    mutating func merge(_ object: JSONObject, firstMark: Int) {
        if ranges == nil {
            var end = firstMark
            ranges = members.map { member in
                let start = end
                end += member.value.nodeCount
                return start..<end
            }
            isMerged = members.map { _ in false }
        }
        var start = firstMark
        for member in object {
            let marks = start..<start + member.value.nodeCount
            start = marks.upperBound
            if let place = place(of: member.key) {
                replace(place, with: member.value, marks: marks)
            } else {
                append(member.key, member.value, marks: marks, isMerged: true)
            }
        }
    }

    /// Where the marks of the member at `place` stand.
    func range(of place: Int) -> Range<Int> {
        if let ranges { return ranges[place] }
        let start = members[..<place].reduce(firstMark) { $0 + $1.value.nodeCount }
        return start..<start + members[place].value.nodeCount
    }

    private mutating func append(_ key: String, _ value: JSONValue, marks: Range<Int>, isMerged merged: Bool) {
        index?[key] = members.count
        members.append(.init(key: key, value: value))
        guard ranges != nil else { return }
        ranges?.append(marks)
        isMerged.append(merged)
    }

    private mutating func replace(_ place: Int, with value: JSONValue, marks: Range<Int>) {
        members[place].value = value
        ranges?[place] = marks
    }

    private mutating func place(of key: String) -> Int? {
        if let index { return index[key] }
        guard members.count < 16 else {
            index = Dictionary(members.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
            return index?[key]
        }
        return members.firstIndex { $0.key == key }
    }
}

extension JSONValue {
    /// The nodes of this tree, itself included.
    fileprivate var nodeCount: Int {
        switch self {
        case .object(let object): object.members.reduce(1) { $0 + $1.value.nodeCount }
        case .array(let elements): elements.reduce(1) { $0 + $1.nodeCount }
        default: 1
        }
    }
}
