import ObjectModel

/// The members of a map under construction and, once it has a merge key, where the marks of each stand.
struct MemberList {
    let firstMark: Int
    private(set) var members: [JSONObject.Member] = []
    /// For each member its marks; `nil` as long as they stand in the order of the members without gaps.
    private(set) var ranges: [Range<Int>]?
    /// For each member whether a merge put it in; has elements only beside `ranges`.
    private var isMerged: [Bool] = []
    /// Key to place, kept once searching from the front would be slow.
    private var index: [String: Int]?

    var isEmpty: Bool { members.isEmpty }

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
            var end = self.firstMark
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
