package import Drift
package import ObjectModel

/// Turns verdicts into a plan: a pure function of what differs, the inventory and the policy.
package struct Planner: Sendable {
    package var environment: String
    package var revision: String
    /// Which mode holds for an object, and for paths of it.
    package var mode: @Sendable (DesiredObject) -> ModeRules.Choice
    package var prune: PruneGuard
    /// Which mode holds for what is not in Git.
    package var pruneMode: @Sendable (ObjectKey) -> Environment.Mode = { _ in .revert }
    /// Set while nothing may be reverted or pruned, with the cause.
    package var hold: Refusal?
    /// Objects that others keep changing back, with who.
    package var fights: [ObjectKey: String] = [:]
    /// Objects that are not tried now, with why: they failed a moment ago, or the last attempt changed nothing.
    package var rests: [ObjectKey: Refusal] = [:]
    /// Why objects of a wave after this one are not rolled out yet; `nil` where nothing waits.
    package var gate: WaveGate?

    package init(
        environment: String, revision: String, prune: PruneGuard,
        mode: @escaping @Sendable (DesiredObject) -> ModeRules.Choice
    ) {
        self.environment = environment
        self.revision = revision
        self.prune = prune
        self.mode = mode
    }

    /// A plan for everything in `outcomes` that is not in sync, or in sync and not `isOurs`, and for `orphans`.
    ///
    /// An object that is in sync and was applied by others is taken over, so that a field which Git drops later goes.
    /// `isRolledOut` says of an object that it was in sync at this revision before, so that it differs by drift and not
    /// by the commit: waves are for the latter.
    package func plan(
        _ outcomes: some Sequence<ObjectDrift>, desired: (ObjectKey) -> DesiredObject?, orphans: [Orphan],
        isOurs: (ObjectKey) -> Bool = { _ in true }, isRolledOut: (ObjectKey) -> Bool = { _ in false }
    ) -> Plan {
        var steps: [PlanStep] = []
        var skips: [PlanSkip] = []
        var needsManual = false
        for outcome in outcomes where outcome.verdict != .extra {
            if outcome.verdict == .inSync, isOurs(outcome.key) { continue }
            guard let object = desired(outcome.key) else { continue }
            switch decision(outcome, object, isRolledOut: isRolledOut(outcome.key)) {
            case .success(let step):
                needsManual = needsManual || step.needsApproval
                steps.append(step)
            case .failure(let reason):
                // What is in sync and may not be taken over is no news.
                guard outcome.verdict != .inSync else { continue }
                skips.append(
                    PlanSkip(
                        outcome.key, kind: object.kind, verdict: outcome.verdict, refusal: reason.refusal,
                        location: outcome.location))
            }
        }
        var reasons = needsManual ? ["the mode is manual: each plan is approved by its hash"] : []
        let isManual = needsManual
        addPrunes(of: orphans, isManual: isManual, to: &steps, &skips, &reasons)
        return Plan(
            environment: environment, revision: revision, steps: steps, skips: skips, approvalReasons: reasons)
    }

    private struct Reason: Error { var refusal: Refusal }

    // MARK: Objects of Git

    private func decision(
        _ outcome: ObjectDrift, _ object: DesiredObject, isRolledOut: Bool
    ) -> Result<PlanStep, Reason> {
        func skip(_ cause: Refusal.Cause, _ detail: String) -> Result<PlanStep, Reason> {
            .failure(Reason(refusal: Refusal(cause, detail)))
        }
        switch outcome.verdict {
        case .unknown: return skip(.undecided, outcome.reason ?? "it could not be compared")
        case .terminating: return skip(.terminating, outcome.reason ?? "its deletion is under way")
        case .inSync, .extra, .drifted, .foreign, .missing, .conflict: break
        }
        let choice = mode(object)
        let isReported = { (change: FieldChange) in choice.mode(at: change.path.pointer) == .report }
        if choice.mode == .report || (!outcome.changes.isEmpty && outcome.changes.allSatisfy(isReported)) {
            return skip(.reportMode, choice.source.map { "the mode is report, by \($0)" } ?? "the mode is report")
        }
        if let hold { return .failure(Reason(refusal: hold)) }
        if outcome.verdict == .conflict { return skip(.conflict, Self.claim(outcome)) }
        if let opponent = fights[outcome.key] { return skip(.fighting, opponent) }
        if let rest = rests[outcome.key] { return .failure(Reason(refusal: rest)) }
        let settings = ObjectSettings(object.value)
        if let gate, !isRolledOut, settings.wave > gate.wave { return skip(.waitingForWave, gate.reason) }
        return action(outcome, settings).map { action in
            PlanStep(
                action, outcome.key, kind: object.kind, wave: settings.wave, changes: outcome.changes,
                location: outcome.location, needsApproval: choice.mode == .manual)
        }
    }

    private func action(_ outcome: ObjectDrift, _ settings: ObjectSettings) -> Result<PlanStep.Action, Reason> {
        if outcome.verdict == .missing { return .success(.create) }
        if outcome.verdict == .inSync { return .success(.takeOver) }
        if let fixed = outcome.changes.first(where: { $0.cause == .immutable }) {
            guard settings.recreates else {
                let hint = "reconcile.dev/recreate: enabled lets the object be deleted and made anew"
                return .failure(Reason(refusal: Refusal(.immutable, "\(fixed.path) cannot be changed; \(hint)")))
            }
            return .success(.recreate)
        }
        if !outcome.changes.isEmpty, outcome.changes.allSatisfy({ $0.cause == .unknownField }) {
            let path = outcome.changes[0].path
            return .failure(
                Reason(refusal: Refusal(.ineffective, "the server drops \(path), which its schema does not have")))
        }
        return .success(.update)
    }

    /// Both owners of what is claimed.
    private static func claim(_ outcome: ObjectDrift) -> String {
        let owners = Set(outcome.changes.compactMap { $0.owner?.manager }).sorted()
        let paths = outcome.changes.prefix(3).map(\.path.description).joined(separator: ", ")
        return "\(paths) \(outcome.changes.count == 1 ? "is" : "are") applied by \(owners.joined(separator: ", ")) "
            + "and by \(FieldManager.name): take the field out of one of them"
    }

    // MARK: Prunes

    private func addPrunes(
        of orphans: [Orphan], isManual: Bool, to steps: inout [PlanStep], _ skips: inout [PlanSkip],
        _ reasons: inout [String]
    ) {
        var prunes: [PlanStep] = []
        for orphan in orphans {
            if let refusal = prune.refusal(of: orphan) ?? modeRefusal(of: orphan) ?? hold ?? rests[orphan.key] {
                skips.append(PlanSkip(orphan.key, kind: orphan.kind, verdict: .extra, refusal: refusal))
            } else {
                if let annotation = orphan.approvalBy { reasons.append("\(orphan.key) has \(annotation)") }
                prunes.append(
                    PlanStep(
                        .prune, orphan.key, kind: orphan.kind, wave: orphan.wave, uid: orphan.uid,
                        needsApproval: orphan.approvalBy != nil))
            }
        }
        guard !prunes.isEmpty else { return }
        let reason = prune.approvalReason(deletions: prunes.count)
        if let reason { reasons.append(reason) }
        if reason != nil || isManual || prunes.contains(where: { pruneMode($0.key) == .manual }) {
            for place in prunes.indices { prunes[place].needsApproval = true }
        }
        steps += prunes
    }

    private func modeRefusal(of orphan: Orphan) -> Refusal? {
        pruneMode(orphan.key) == .report ? Refusal(.reportMode, "the mode is report") : nil
    }
}

extension FieldPath {
    /// As a pointer for rules: an element of a list is `-`, which only a rule's `*` takes.
    fileprivate var pointer: JSONPointer {
        JSONPointer(
            elements.map { element in
                if case .field(let name) = element { name } else { "-" }
            })
    }
}

/// Which waves may be rolled out.
package struct WaveGate: Hashable, Sendable {
    /// The last wave that may.
    package var wave: Int
    /// What the later ones wait for.
    package var reason: String

    package init(wave: Int, reason: String) {
        self.wave = wave
        self.reason = reason
    }
}
