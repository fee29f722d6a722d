/// The deliveries that were seen last, in bounded memory; the oldest are forgotten first.
///
/// What a replay of a forgotten delivery brings about is one look at the repository.
package struct DeliveryLog: Sendable {
    private let capacity: Int
    private var known: Set<String> = []
    /// In the order of arrival; `next` is the oldest once the ring is full.
    private var ring: [String] = []
    private var next = 0

    package init(capacity: Int = 4_096) { self.capacity = max(capacity, 1) }

    package var count: Int { ring.count }

    /// Keeps what a delivery is known by; false if any of it was there before. Then the rest is kept as well.
    package mutating func remember(_ identities: [String]) -> Bool {
        let isNew = known.isDisjoint(with: identities)
        for identity in identities where known.insert(identity).inserted {
            if ring.count < capacity {
                ring.append(identity)
            } else {
                known.remove(ring[next])
                ring[next] = identity
                next = (next + 1) % capacity
            }
        }
        return isNew
    }
}
