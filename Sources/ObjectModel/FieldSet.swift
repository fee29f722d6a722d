/// A set of field paths: who owns what (KEP-555), and what changed.
///
/// A tree as in structured-merge-diff's `fieldpath.Set`: at each level the elements that are in the set themselves, and
/// those below which there are more. A field below an element does not put the element in the set. Both lists are
/// sorted by `PathElement` order and no child is empty.
package struct FieldSet: Hashable, Sendable {
    package struct Child: Hashable, Sendable {
        package var element: PathElement
        package var set: FieldSet
    }

    package private(set) var members: [PathElement] = []
    package private(set) var children: [Child] = []

    package init() {}

    package init(_ paths: some Sequence<FieldPath>) {
        for path in paths { insert(path) }
    }

    package var isEmpty: Bool { members.isEmpty && children.isEmpty }

    /// The number of paths.
    package var count: Int { children.reduce(members.count) { $0 + $1.set.count } }

    /// Adds `path` alone, not its ancestors. The empty path, the whole object, is never owned and is left out.
    package mutating func insert(_ path: FieldPath) { insert(path.elements[...]) }

    package mutating func insert(_ path: ArraySlice<PathElement>) {
        guard let first = path.first else { return }
        if path.count == 1 {
            let place = members.partitionPoint { $0 < first }
            if place == members.count || members[place] != first { members.insert(first, at: place) }
        } else {
            let place = children.partitionPoint { $0.element < first }
            if place == children.count || children[place].element != first {
                children.insert(Child(element: first, set: FieldSet()), at: place)
            }
            children[place].set.insert(path.dropFirst())
        }
    }

    package func contains(_ path: FieldPath) -> Bool {
        guard let last = path.elements.last else { return false }
        var current = self
        for element in path.elements.dropLast() {
            guard let next = current.child(element) else { return false }
            current = next
        }
        return current.has(last)
    }

    /// Whether `element` itself is in the set, at this level.
    package func has(_ element: PathElement) -> Bool {
        let place = members.partitionPoint { $0 < element }
        return place < members.count && members[place] == element
    }

    /// What lies below `element`, with paths from there; `nil` for nothing.
    package func child(_ element: PathElement) -> FieldSet? {
        let place = children.partitionPoint { $0.element < element }
        return place < children.count && children[place].element == element ? children[place].set : nil
    }

    /// Adds `element`, itself if `isMember`, and what is `below` it.
    mutating func add(_ element: PathElement, isMember: Bool, below: FieldSet) {
        if isMember { insert([element][...]) }
        guard !below.isEmpty else { return }
        let place = children.partitionPoint { $0.element < element }
        if place < children.count, children[place].element == element {
            children[place].set = children[place].set.union(below)
        } else {
            children.insert(Child(element: element, set: below), at: place)
        }
    }

    /// Every path: at each level its members, then what is below, in order.
    package var paths: [FieldPath] {
        var result: [FieldPath] = []
        collect(below: [], into: &result)
        return result
    }

    private func collect(below prefix: [PathElement], into result: inout [FieldPath]) {
        result += members.map { FieldPath(prefix + [$0]) }
        for child in children { child.set.collect(below: prefix + [child.element], into: &result) }
    }
}

extension FieldSet {
    package func union(_ other: FieldSet) -> FieldSet {
        let children = Self.zip(children, other.children, key: \.element) { left, right in
            guard let left, let right else { return left ?? right }
            return Child(element: left.element, set: left.set.union(right.set))
        }
        return FieldSet(members: Self.zip(members, other.members, key: \.self) { $0 ?? $1 }, children: children)
    }

    package func intersection(_ other: FieldSet) -> FieldSet {
        let members = Self.zip(members, other.members, key: \.self) { $1 == nil ? nil : $0 }
        let children = Self.zip(children, other.children, key: \.element) { left, right in
            guard let left, let right else { return nil }
            return Child(element: left.element, set: left.set.intersection(right.set))
        }
        return FieldSet(members: members, children: children)
    }

    /// The paths that are not in `other`; a field stays when only its parent is in `other`, and the other way round.
    package func subtracting(_ other: FieldSet) -> FieldSet {
        let members = Self.zip(members, other.members, key: \.self) { $1 == nil ? $0 : nil }
        let children = Self.zip(children, other.children, key: \.element) { left, right in
            guard let left, let right else { return left }
            return Child(element: left.element, set: left.set.subtracting(right.set))
        }
        return FieldSet(members: members, children: children)
    }

    /// The paths that are neither in `other` nor below one that is.
    package func subtractingSubtrees(_ other: FieldSet) -> FieldSet {
        let members = Self.zip(members, other.members, key: \.self) { $1 == nil ? $0 : nil }
        let children = Self.zip(children, other.children, key: \.element) { left, right in
            guard let left, !other.has(left.element) else { return nil }
            guard let right else { return left }
            return Child(element: left.element, set: left.set.subtractingSubtrees(right.set))
        }
        return FieldSet(members: members, children: children)
    }

    /// Takes sorted parts; empty children are left out.
    private init(members: [PathElement], children: [Child]) {
        self.members = members
        self.children = children.filter { !$0.set.isEmpty }
    }

    /// Walks two sorted lists at once and keeps what `combine` makes of each element or pair of equals.
    private static func zip<Element>(
        _ left: [Element], _ right: [Element], key: KeyPath<Element, PathElement>,
        combine: (Element?, Element?) -> Element?
    ) -> [Element] {
        var result: [Element] = []
        var (i, j) = (0, 0)
        while i < left.count || j < right.count {
            let order: ValueOrder =
                if i == left.count { .after } else if j == right.count { .before } else {
                    left[i][keyPath: key].order(to: right[j][keyPath: key])
                }
            let combined = combine(order == .after ? nil : left[i], order == .before ? nil : right[j])
            if let combined { result.append(combined) }
            if order != .after { i += 1 }
            if order != .before { j += 1 }
        }
        return result
    }
}

extension Array {
    /// The first place whose element does not come before the point; the list is sorted by `comesBefore`.
    fileprivate func partitionPoint(where comesBefore: (Element) -> Bool) -> Int {
        // Sets are mostly built in order: look at the end first.
        guard let last, !comesBefore(last) else { return count }
        var (low, high) = (0, count - 1)
        while low < high {
            let middle = (low + high) / 2
            if comesBefore(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
