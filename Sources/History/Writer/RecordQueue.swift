/// Records that wait for the database, oldest first, within bounds of their number and their bytes.
///
/// Of an episode only the last state waits, in the place of the first. What is being stored is beside those that wait;
/// if that fails it comes back before them, and what is then too much is given up, oldest first.
struct RecordQueue {
    struct Entry {
        var record: HistoryRecord
        /// Numbers of those who wait for this record to be stored.
        var waiters: [UInt64]
    }

    private let mostRecords: Int
    private let mostBytes: Int
    private var waiting: [Entry] = []
    /// The number of the first that waits; the others are numbered on from it.
    private var first = 0
    /// The number of each episode that waits.
    private var episodes: [RecordID: Int] = [:]
    /// Of those that wait.
    private var bytes = 0
    private var flight: [Entry] = []

    init(mostRecords: Int, mostBytes: Int) {
        self.mostRecords = max(mostRecords, 1)
        self.mostBytes = mostBytes
    }

    var count: Int { waiting.count + flight.count }

    /// Takes a record in; the answer is what had to be given up for it.
    mutating func add(_ record: HistoryRecord, waiter: UInt64?) -> [Entry] {
        let waiters = waiter.map { [$0] } ?? []
        bytes += record.cost
        if let place = episodes[record.id].map({ $0 - first }) {
            bytes -= waiting[place].record.cost
            waiting[place].record = record
            waiting[place].waiters += waiters
        } else {
            if case .episode = record { episodes[record.id] = first + waiting.count }
            waiting.append(Entry(record: record, waiters: waiters))
        }
        return giveUpExcess()
    }

    /// The oldest records, `most` of them and half of all bytes at most; they stay in the count until they have landed.
    mutating func take(_ most: Int) -> [HistoryRecord] {
        guard flight.isEmpty else { return flight.map(\.record) }
        var count = 0
        var size = 0
        while count < min(waiting.count, max(most, 1)) {
            size += waiting[count].record.cost
            if count > 0, size > mostBytes / 2 { break }
            count += 1
        }
        flight = remove(count)
        return flight.map(\.record)
    }

    /// What was taken is stored; or a part of it, where `isGone` is true.
    mutating func land(where isGone: (Entry) -> Bool) -> [Entry] {
        let landed = flight.filter(isGone)
        flight.removeAll(where: isGone)
        return landed
    }

    /// What was taken could not be stored and waits again, before all others; the answer is what had to be given up.
    mutating func comeBack() -> [Entry] {
        first -= flight.count
        for (place, entry) in flight.enumerated() {
            bytes += entry.record.cost
            // A later state of the same episode keeps its own place.
            guard case .episode = entry.record, episodes[entry.record.id] == nil else { continue }
            episodes[entry.record.id] = first + place
        }
        waiting = flight + waiting
        flight = []
        return giveUpExcess()
    }

    /// Gives everything up.
    mutating func empty() -> [Entry] {
        let all = flight + waiting
        (flight, waiting, episodes, bytes) = ([], [], [:], 0)
        return all
    }

    private mutating func giveUpExcess() -> [Entry] {
        var excess = 0
        var left = bytes
        while excess < waiting.count, waiting.count - excess > mostRecords || left > mostBytes {
            left -= waiting[excess].record.cost
            excess += 1
        }
        return excess == 0 ? [] : remove(excess)
    }

    /// The `count` that wait longest, no longer waiting.
    private mutating func remove(_ count: Int) -> [Entry] {
        let removed = Array(waiting.prefix(count))
        for (place, entry) in removed.enumerated() {
            bytes -= entry.record.cost
            if episodes[entry.record.id] == first + place { episodes[entry.record.id] = nil }
        }
        waiting.removeFirst(count)
        first += count
        return removed
    }
}
