import ObjectModel

extension TreeBuilder {
    mutating func mapping(level: Int) throws(EndOfReading) -> JSONObject {
        try checkTag(fits: ["map", "set"], "map")
        var members = MemberList(firstMark: marks.count)
        try advance()
        while events.kind != .mappingEnd {
            nodes += 1
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
            try report(.duplicateKey, at: mark, YAMLError.duplicate(key, first))
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
        try report(.unsupportedKey, at: mark, "a key must be a string, and this one is \(value.kindWithArticle)")
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
            try report(.badMerge, at: mark, "'<<' merges a map or a list of maps, and this is \(value.kindWithArticle)")
        }
    }
}

extension JSONValue {
    fileprivate var kindWithArticle: String {
        switch self {
        case .null: "null"
        case .integer: "an integer"
        case .unsigned: "an integer above \(Int64.max)"
        default: "a \(kindName)"
        }
    }
}
