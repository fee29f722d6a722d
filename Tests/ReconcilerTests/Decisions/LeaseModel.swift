import Reconciler

/// Several candidates, one compare-and-swap store and a network that delays and loses: the world in
/// which `LeaseElection` must never let two hold. Time is in milliseconds and moves by `tick`.
struct LeaseModel {
    static let tick = 100
    /// From sending a request to the last moment at which it may take effect.
    static let longestRequest = 6_000
    /// After which a candidate no longer waits for the answer.
    static let patience = 4_000

    struct Store {
        private(set) var record: LeaseRecord?
        private var version = 0

        /// The answer to a write made on top of what `wanted` names.
        mutating func put(_ wanted: LeaseRecord) -> Bool {
            guard wanted.resourceVersion == (record?.resourceVersion ?? "") else { return false }
            version += 1
            record = wanted
            record?.resourceVersion = "\(version)"
            return true
        }

        mutating func delete() { record = nil }
    }

    struct Request {
        /// Nil for a read.
        var write: LeaseRecord?
        var sent: Int
        /// When it takes effect; `nil` for one that never arrives.
        var effect: Int?
        var answer: Int?
        var outcome: (taken: Bool, record: LeaseRecord?)?
    }

    struct Candidate {
        var election: LeaseElection
        /// Of its clock against the true one; its clock also began elsewhere.
        var rate: Double
        var offset: Int
        var wall: Int64
        var request: Request?
        var wakes = 0
        var stoppedUntil = 0
        var hasSeenLease = false

        func clock(at time: Int) -> Duration { .milliseconds(Int(Double(time + offset) * rate)) }
    }

    var store = Store()
    var candidates: [Candidate]
    /// Writes that their senders gave up on and that may still arrive.
    var strays: [Request] = []
    var time = 0
    private var deleted = 0
    var dice: SplitMix
    /// Whether stops, losses and deletions happen.
    var isStormy = true

    init(candidates count: Int, seed: UInt64) {
        var dice = SplitMix(seed: seed)
        candidates = (0..<count).map { number in
            Candidate(
                election: LeaseElection(settings: LeaseElection.Settings(identity: "candidate-\(number)")),
                rate: Double.random(in: 0.95...1.05, using: &dice), offset: Int.random(in: 0...1_000_000, using: &dice),
                wall: Int64.random(in: 0...4_000_000_000, using: &dice))
        }
        self.dice = dice
    }

    /// Who believes in holding the lease, stopped ones included: they may be continued at any moment.
    var holders: [Int] {
        candidates.indices.filter { candidates[$0].election.isHeld(now: candidates[$0].clock(at: time)) }
    }

    mutating func step() {
        time += Self.tick
        arriveStrays()
        for number in candidates.indices.shuffled(using: &dice) {
            arriveRequest(of: number)
            if isStormy { disturb(number) }
            if time >= candidates[number].stoppedUntil { act(number) }
        }
        if isStormy, mayDelete, chance(of: 1_000) {
            store.delete()
            deleted = time
        }
    }

    /// Who has never seen the Lease cannot know that somebody had it, a create takes effect on no condition, and of
    /// two deletions before the next look only one can be noticed.
    private var mayDelete: Bool {
        guard time > deleted + 120_000 else { return false }
        let underway = strays + candidates.compactMap(\.request)
        return candidates.allSatisfy(\.hasSeenLease) && !underway.contains { $0.write?.resourceVersion == "" }
    }

    private mutating func chance(of one: Int) -> Bool { Int.random(in: 0..<one, using: &dice) == 0 }

    private mutating func arriveStrays() {
        for stray in strays where stray.effect == time {
            if let write = stray.write { _ = store.put(write) }
        }
        strays.removeAll { ($0.effect ?? 0) <= time }
    }

    private mutating func arriveRequest(of number: Int) {
        guard var request = candidates[number].request, request.effect == time else { return }
        if let write = request.write {
            let isTaken = store.put(write)
            request.outcome = (isTaken, store.record)
        } else {
            request.outcome = (true, store.record)
        }
        candidates[number].request = request
    }

    private mutating func disturb(_ number: Int) {
        if chance(of: 300) {
            candidates[number].stoppedUntil = time + Int.random(in: 100...40_000, using: &dice)
        }
        if chance(of: 200) { candidates[number].wall += Int64.random(in: -90_000...90_000, using: &dice) }
        if chance(of: 1_500), let lease = store.record {
            let released = candidates[number].election.release(observed: lease, wall: candidates[number].wall)
            if let released { strays.append(sent(released)) }
            candidates[number].request.map { strays.append($0) }
            candidates[number].request = nil
            candidates[number].wakes = time + 1_000
        }
    }

    private mutating func act(_ number: Int) {
        let now = candidates[number].clock(at: time)
        if let request = candidates[number].request {
            if let answer = request.answer, let outcome = request.outcome, time >= answer {
                candidates[number].request = nil
                receive(outcome, of: request, by: number, at: now)
            } else if time - request.sent >= Self.patience {
                candidates[number].request = nil
                if request.outcome == nil { strays.append(request) }
                sleep(number, candidates[number].election.failed(at: now))
            }
        } else if time >= candidates[number].wakes {
            candidates[number].request = sent(nil)
        }
    }

    private mutating func receive(
        _ outcome: (taken: Bool, record: LeaseRecord?), of request: Request, by number: Int, at now: Duration
    ) {
        if request.write != nil {
            return sleep(
                number,
                outcome.taken
                    ? candidates[number].election.succeeded(at: now) : candidates[number].election.failed(at: now))
        }
        if outcome.record != nil { candidates[number].hasSeenLease = true }
        let wall = candidates[number].wall + Int64(time / 1_000)
        switch candidates[number].election.next(observed: outcome.record, now: now, wall: wall) {
        case .create(let record), .renew(let record), .takeOver(let record): candidates[number].request = sent(record)
        case .wait(let wait): sleep(number, wait)
        }
    }

    private mutating func sleep(_ number: Int, _ wait: Duration) {
        candidates[number].wakes = time + Int(wait / .milliseconds(1))
    }

    /// A request that leaves now: it may be lost on the way, or its answer may be.
    private mutating func sent(_ write: LeaseRecord?) -> Request {
        let isLost = isStormy && chance(of: 10)
        let longest = isStormy && chance(of: 4) ? Self.longestRequest : 300
        let effect = time + Int.random(in: 1...(longest / Self.tick), using: &dice) * Self.tick
        let answer = effect + Int.random(in: 0...3, using: &dice) * Self.tick
        let isUnanswered = isStormy && chance(of: 10)
        return Request(
            write: write, sent: time, effect: isLost ? nil : effect, answer: isLost || isUnanswered ? nil : answer)
    }
}

/// Random numbers that a seed repeats (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014).
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
