/// What turns one sequence of lines into another, by the greedy algorithm of Myers (1986), with its work bounded.
enum LineDiff {
    enum Edit: Hashable {
        case equal(old: Int, new: Int)
        case remove(old: Int)
        case add(new: Int)
    }

    /// Insertions and deletions that are searched for; past that everything between the equal ends is replaced.
    static let editLimit = 1_000

    /// Edits in order. Lines are equal when their bytes are.
    ///
    /// Of neighbouring edits the removals come first: on equal terms the search goes right before it goes down.
    static func edits(from old: [Substring], to new: [Substring]) -> [Edit] {
        var numbers: [[UInt8]: Int] = [:]
        let a = old.map { number(of: $0, in: &numbers) }
        let b = new.map { number(of: $0, in: &numbers) }
        var head = 0
        while head < a.count, head < b.count, a[head] == b[head] { head += 1 }
        var tail = 0
        while tail < a.count - head, tail < b.count - head, a[a.count - 1 - tail] == b[b.count - 1 - tail] { tail += 1 }
        let middle = middleEdits(a, b, head..<(a.count - tail), head..<(b.count - tail))
        return (0..<head).map { .equal(old: $0, new: $0) }
            + middle
            + (0..<tail).map { .equal(old: a.count - tail + $0, new: b.count - tail + $0) }
    }

    /// Swift's own `==` takes canonically equivalent text as equal, which an API server does not.
    private static func number(of line: Substring, in numbers: inout [[UInt8]: Int]) -> Int {
        let bytes = Array(line.utf8)
        if let known = numbers[bytes] { return known }
        let next = numbers.count
        numbers[bytes] = next
        return next
    }

    private static func middleEdits(_ a: [Int], _ b: [Int], _ old: Range<Int>, _ new: Range<Int>) -> [Edit] {
        guard !old.isEmpty, !new.isEmpty, let trace = search(a[old], b[new]) else {
            return old.map { .remove(old: $0) } + new.map { .add(new: $0) }
        }
        return walkBack(trace, from: (old.upperBound, new.upperBound), to: (old.lowerBound, new.lowerBound))
    }

    /// For each number of edits the furthest place on every diagonal before it was made; `nil` past the limit.
    private static func search(_ a: ArraySlice<Int>, _ b: ArraySlice<Int>) -> [[Int]]? {
        let limit = min(a.count + b.count, editLimit)
        let centre = limit + 1
        var furthest = [Int](repeating: 0, count: 2 * centre + 1)
        var trace: [[Int]] = []
        for edits in 0...limit {
            trace.append(Array(furthest[(centre - edits - 1)...(centre + edits + 1)]))
            for diagonal in stride(from: -edits, through: edits, by: 2) {
                let below = furthest[centre + diagonal + 1]
                let left = furthest[centre + diagonal - 1]
                var x = diagonal == -edits || (diagonal != edits && left < below) ? below : left + 1
                var y = x - diagonal
                while x < a.count, y < b.count, a[a.startIndex + x] == b[b.startIndex + y] { (x, y) = (x + 1, y + 1) }
                furthest[centre + diagonal] = x
                if x >= a.count, y >= b.count { return trace }
            }
        }
        return nil
    }

    private static func walkBack(_ trace: [[Int]], from end: (Int, Int), to start: (Int, Int)) -> [Edit] {
        var (x, y) = (end.0 - start.0, end.1 - start.1)
        var result: [Edit] = []
        for (edits, furthest) in trace.enumerated().reversed() {
            let centre = edits + 1
            let diagonal = x - y
            let down =
                diagonal == -edits
                || (diagonal != edits && furthest[centre + diagonal - 1] < furthest[centre + diagonal + 1])
            let before = edits == 0 ? 0 : down ? diagonal + 1 : diagonal - 1
            let fromX = edits == 0 ? 0 : furthest[centre + before]
            let fromY = fromX - before
            while x > fromX, y > fromY {
                (x, y) = (x - 1, y - 1)
                result.append(.equal(old: start.0 + x, new: start.1 + y))
            }
            guard edits > 0 else { break }
            result.append(down ? .add(new: start.1 + fromY) : .remove(old: start.0 + fromX))
            (x, y) = (fromX, fromY)
        }
        return result.reversed()
    }
}
