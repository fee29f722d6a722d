import Drift
import ObjectModel

/// The objects of one environment, with what is asked of all of them kept ready.
///
/// Most objects are settled most of the time, so every question here takes time that grows with what is not settled, and
/// one change takes the same time however many objects there are.
struct ObjectTable: Sendable {
    /// What is counted of one object.
    struct Mark: Hashable, Sendable {
        /// `nil` until the object was looked at.
        var verdict: Verdict?
        /// Live and applied by us.
        var isInInventory: Bool
        var isHealthy: Bool
        /// Whether something about it may have to be decided.
        var isOpen: Bool
        var wave: Int
        /// Whether the later waves wait for it.
        var holdsBack: Bool
    }

    /// Holds one object, so that looking at a part of it copies nothing else.
    ///
    /// Unchecked, because the compiler cannot see the rule that makes it safe: `update` alone changes a box, only while
    /// `isKnownUniquelyReferenced` says that no copy of the table has it too, and else puts a box of its own in its place.
    private final class Box: @unchecked Sendable {
        var tracked: TrackedObject
        init(_ tracked: TrackedObject) { self.tracked = tracked }
    }

    private var objects: [ObjectKey: Box] = [:]
    private let mode: @Sendable (DesiredObject) -> Environment.Mode

    /// Objects about which something may have to be decided.
    private(set) var open: Set<ObjectKey> = []
    /// Objects that are not in sync, or were not looked at yet.
    private(set) var differing: Set<ObjectKey> = []
    private(set) var unhealthy: Set<ObjectKey> = []
    private(set) var inventoryCount = 0
    private var verdicts: [Verdict?: Int] = [:]
    private var waves: [Int: Int] = [:]
    private var holdingBack: [Int: Set<ObjectKey>] = [:]

    /// `mode` says what may be done about an object.
    init(mode: @escaping @Sendable (DesiredObject) -> Environment.Mode) { self.mode = mode }

    var count: Int { objects.count }
    var keys: some Collection<ObjectKey> { objects.keys }

    /// A copy of the whole object.
    subscript(_ key: ObjectKey) -> TrackedObject? { objects[key]?.tracked }

    /// Looks at an object where it stands; `nil` where it is not known.
    func read<Result>(_ key: ObjectKey, _ look: (borrowing TrackedObject) -> Result) -> Result? {
        objects[key].map { look($0.tracked) }
    }

    /// How many objects have this verdict; `nil` for those that were not looked at yet.
    func count(of verdict: Verdict?) -> Int { verdicts[verdict] ?? 0 }

    /// The first object, by key, of the lowest wave that is not done; `nil` where all are, or where there is one wave.
    var firstHoldingBack: TrackedObject? {
        guard waves.count > 1, let wave = holdingBack.keys.min() else { return nil }
        return holdingBack[wave]?.min().flatMap { self[$0] }
    }

    /// Changes an object where it stands; `nil` where it is not known.
    @discardableResult
    mutating func update<Result>(_ key: ObjectKey, _ change: (inout TrackedObject) -> Result) -> Result? {
        guard let place = objects.index(forKey: key) else { return nil }
        if !isKnownUniquelyReferenced(&objects.values[place]) {
            objects.values[place] = Box(objects.values[place].tracked)
        }
        let box = objects.values[place]
        let result = change(&box.tracked)
        let mark = mark(box.tracked)
        if mark != box.tracked.mark {
            if let old = box.tracked.mark { count(old, key, by: -1) }
            box.tracked.mark = mark
            count(mark, key, by: 1)
        }
        return result
    }

    mutating func insert(_ tracked: TrackedObject) {
        var tracked = tracked
        let mark = mark(tracked)
        tracked.mark = mark
        if let old = objects.updateValue(Box(tracked), forKey: tracked.key)?.tracked.mark {
            count(old, tracked.key, by: -1)
        }
        count(mark, tracked.key, by: 1)
    }

    @discardableResult
    mutating func remove(_ key: ObjectKey) -> TrackedObject? {
        guard let tracked = objects.removeValue(forKey: key)?.tracked else { return nil }
        if let mark = tracked.mark { count(mark, key, by: -1) }
        return tracked
    }

    /// Takes out every object that is not among `keys`, in key order.
    mutating func keepOnly(_ keys: Set<ObjectKey>) -> [TrackedObject] {
        objects.keys.filter { !keys.contains($0) }.sorted().compactMap { remove($0) }
    }

    mutating func reserve(_ count: Int) { objects.reserveCapacity(count) }

    private func mark(_ tracked: borrowing TrackedObject) -> Mark {
        let seen = tracked.seen
        let isInSync = seen?.outcome.verdict == .inSync
        let isHealthy = seen?.health.state == .done
        // The mode is asked for only where it matters: it reads annotations and rules.
        let isWaiting = !tracked.isRolledOut || (isInSync && seen?.isOurs != true)
        let isReportOnly = isWaiting && mode(tracked.desired) == .report
        return Mark(
            verdict: seen?.outcome.verdict, isInInventory: seen?.isOurs == true && seen?.uid.isEmpty == false,
            isHealthy: isHealthy, isOpen: !isInSync || (seen?.isOurs != true && !isReportOnly),
            wave: tracked.settings.wave, holdsBack: tracked.isRolledOut ? !isHealthy : !isReportOnly)
    }

    private mutating func count(_ mark: Mark, _ key: ObjectKey, by step: Int) {
        verdicts[mark.verdict, default: 0] += step
        waves[mark.wave, default: 0] += step
        if waves[mark.wave] == 0 { waves[mark.wave] = nil }
        if mark.isInInventory { inventoryCount += step }
        if mark.isOpen { open.set(key, step > 0) }
        if mark.verdict != .inSync { differing.set(key, step > 0) }
        if !mark.isHealthy { unhealthy.set(key, step > 0) }
        guard mark.holdsBack else { return }
        holdingBack[mark.wave, default: []].set(key, step > 0)
        if holdingBack[mark.wave]?.isEmpty == true { holdingBack[mark.wave] = nil }
    }
}

extension Set {
    fileprivate mutating func set(_ element: Element, _ isIn: Bool) {
        if isIn { insert(element) } else { remove(element) }
    }
}
