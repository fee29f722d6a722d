import ObjectModel

/// Elements of an old list that give way to those of a new one.
struct ListGap {
    var old: Range<Int>
    var new: Range<Int>
}

/// Where two lists differ, by their longest common subsequence.
enum ListGaps {
    /// Comparisons that are made; past that everything between the equal ends is one gap.
    private static let limit = 1_000_000

    /// In order.
    static func between(_ old: [JSONValue], _ new: [JSONValue]) -> [ListGap] {
        var numbers: [JSONValue: Int] = [:]
        func number(_ value: JSONValue) -> Int {
            if let known = numbers[value] { return known }
            numbers[value] = numbers.count
            return numbers.count - 1
        }
        let (a, b) = (old.map(number), new.map(number))
        let shorter = min(a.count, b.count)
        var head = 0
        while head < shorter, a[head] == b[head] { head += 1 }
        var tail = 0
        while tail < shorter - head, a[a.count - 1 - tail] == b[b.count - 1 - tail] { tail += 1 }
        let (left, right) = (a[head..<a.count - tail], b[head..<b.count - tail])
        guard !left.isEmpty || !right.isEmpty else { return [] }
        guard left.count * right.count <= limit else { return [ListGap(old: left.indices, new: right.indices)] }
        return gaps(left, right)
    }

    private static func gaps(_ a: ArraySlice<Int>, _ b: ArraySlice<Int>) -> [ListGap] {
        let lengths = CommonLengths(a, b)
        var gaps: [ListGap] = []
        var (i, j) = (a.startIndex, b.startIndex)
        var start = (i, j)
        func close() {
            if start != (i, j) { gaps.append(ListGap(old: start.0..<i, new: start.1..<j)) }
        }
        while i < a.endIndex, j < b.endIndex {
            if a[i] == b[j] {
                close()
                (i, j) = (i + 1, j + 1)
                start = (i, j)
            } else if lengths[i + 1, j] >= lengths[i, j + 1] {
                i += 1
            } else {
                j += 1
            }
        }
        (i, j) = (a.endIndex, b.endIndex)
        close()
        return gaps
    }
}

/// How much the rests of two lists have in common, from each pair of places on.
private struct CommonLengths {
    private var lengths: [Int]
    private let width: Int
    private let start: (Int, Int)

    init(_ a: ArraySlice<Int>, _ b: ArraySlice<Int>) {
        start = (a.startIndex, b.startIndex)
        width = b.count + 1
        lengths = Array(repeating: 0, count: (a.count + 1) * width)
        for i in a.indices.reversed() {
            for j in b.indices.reversed() {
                let length = a[i] == b[j] ? self[i + 1, j + 1] + 1 : max(self[i + 1, j], self[i, j + 1])
                lengths[place(i, j)] = length
            }
        }
    }

    subscript(i: Int, j: Int) -> Int { lengths[place(i, j)] }

    private func place(_ i: Int, _ j: Int) -> Int { (i - start.0) * width + j - start.1 }
}
