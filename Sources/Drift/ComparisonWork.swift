import ObjectModel
import OpenAPISchema

/// The steps of comparing one object that is there: differences, owners, rules, then what may be shown.
struct ComparisonWork {
    /// A change with what the verdict asks of it.
    struct Attributed {
        var change: FieldChange
        /// As in `Difference`.
        var pointer: [String]
        /// Another applier, not a person, holds the field.
        var isClaimed: Bool
        /// The API server would refuse what Git has.
        var isRefused: Bool
    }

    /// What came out of it.
    struct Findings {
        /// In path order.
        var changes: [Attributed] = []
        var ignored = IgnoreOutcome()
        var notes: [String]
    }

    let comparison: ObjectComparison
    let desired: DesiredObject
    let live: JSONValue
    private let rules: KindRules
    private let wanted: JSONValue
    private let root: TypeID?
    private let ignoreRules: [IgnoreRule]

    init(comparison: ObjectComparison, desired: DesiredObject, live: JSONValue) {
        self.comparison = comparison
        self.desired = desired
        self.live = live
        rules = KindRules(
            desired.value, kind: desired.kind.groupKind, isAutoscaled: comparison.autoscaled.contains(desired.key))
        wanted = rules.isSecret ? SecretValue.merged(desired.value) : desired.value
        root = comparison.schema.root(desired.kind)
        ignoreRules =
            comparison.policy.ignore.filter { $0.target.matches(desired.key) }
            + [IgnoreAnnotation.rule(of: desired)].compactMap(\.self)
    }

    func findings() -> Findings {
        var comparison = FieldComparison(schema: comparison.schema, rules: rules)
        comparison.compareRoot(wanted, live, root: root)
        let managed = ManagedFields(of: live)
        var owned = OwnedFields(schema: comparison.schema, rules: rules)
        findOwned(managed, in: &owned)
        let known = comparison.differences.map(\.path)
        let differences = comparison.differences + owned.differences.filter { !known.contains($0.path) }
        var notes = comparison.notes + owned.notes + IgnoreAnnotation.notes(of: desired.value)
        if rules.isEncryptedObject { notes.append("encrypted with SOPS in Git: values are not compared") }
        var findings = Findings(notes: notes)
        findings.ignored.met = clausesMetLive(managed)
        for found in differences.compactMap({ attribute($0, managed) }).sorted(by: { $0.change.path < $1.change.path })
        {
            if let (rule, clause) = ruleHiding(found) {
                let hidden = HiddenChange(found.change, rule: clause.location, reason: rule.reason)
                findings.ignored.hidden.append(hidden)
                findings.ignored.met.insert(clause)
            } else {
                findings.changes.append(found)
            }
        }
        return findings
    }

    // MARK: Removed and foreign fields

    private func findOwned(_ managed: ManagedFields, in owned: inout OwnedFields) {
        let managers = comparison.policy.managers
        for entry in managed.entries {
            let cause: FieldChange.Cause
            if managers.isOwn(entry.owner) {
                cause = .removed
            } else if managers.isHuman(entry.owner.manager) {
                cause = .foreign
            } else {
                continue
            }
            owned.find(entry.fields, owner: entry.owner, cause: cause, desired: wanted, live: live, root: root)
        }
        findLastApplied(managed, in: &owned)
    }

    /// Fields that `kubectl apply` recorded, where nobody has taken them over since.
    private func findLastApplied(_ managed: ManagedFields, in owned: inout OwnedFields) {
        guard let applied = LastApplied.configuration(of: live) else { return }
        let configuration = rules.isSecret ? SecretValue.merged(applied) : applied
        let fields = LastApplied.fields(of: configuration, type: root, schema: comparison.schema)
        let recorded = managed.entries.first { $0.owner.manager == ManagerPolicy.clientSideApply }?.owner
        var found = OwnedFields(schema: comparison.schema, rules: rules)
        let applier = recorded ?? FieldOwner(manager: ManagerPolicy.clientSideApply, operation: .update)
        found.find(fields, owner: applier, cause: .removed, desired: wanted, live: live, root: root)
        for difference in found.differences {
            let owner = managed.owner(of: difference.path, policy: comparison.policy.managers)
            guard owner == nil || owner == recorded else { continue }
            owned.add(difference)
        }
    }

    // MARK: From a difference to a change

    /// `nil` for a difference that its kind's rules or its owner take out.
    private func attribute(_ difference: Difference, _ managed: ManagedFields) -> Attributed? {
        guard !rules.excuses(difference) else { return nil }
        let managers = comparison.policy.managers
        let owner = difference.owner ?? managed.owner(of: difference.path, policy: managers)
        let isHuman = owner.map { managers.isHuman($0.manager) } ?? false
        if difference.countsOnlyIfHuman, !isHuman { return nil }
        var change = FieldChange(
            path: difference.path, cause: difference.cause, desired: shown(difference.desired, difference.pointer),
            live: shown(difference.live, difference.pointer), owner: owner,
            location: desired.location(of: sourcePointer(difference.pointer)), hint: difference.hint)
        if rules.isAutoscaled, rules.isReplicas(difference.pointer) {
            guard isHuman else { return nil }
            change.cause = .foreign
            change.desired = .absent
            change.hint = "an autoscaler sets the replicas: take the field out of Git"
        } else if change.cause == .changed, let refusal = immutability(difference) {
            change.cause = .immutable
            change.hint = change.hint ?? refusal
        }
        let isClaimed = difference.cause == .changed && owner.map { isClaim($0) } ?? false
        return Attributed(
            change: change, pointer: difference.pointer, isClaimed: isClaimed, isRefused: difference.isRefused)
    }

    private func isClaim(_ owner: FieldOwner) -> Bool {
        let managers = comparison.policy.managers
        return owner.operation == .apply && !managers.isOwn(owner) && !managers.isHuman(owner.manager)
    }

    private func immutability(_ difference: Difference) -> String? {
        if difference.isImmutableInSchema { return "the schema forbids changing this field: recreate the object" }
        return ImmutableFields.refusal(of: difference, kind: desired.kind.groupKind, live: live)
    }

    private func shown(_ value: JSONValue?, _ pointer: [String]) -> ShownValue {
        guard let value else { return .absent }
        return rules.isSensitive(pointer) ? .masked : .value(LastApplied.stripped(value))
    }

    /// Where Git says it: a Secret's value may stand under `stringData`.
    private func sourcePointer(_ pointer: [String]) -> JSONPointer {
        guard rules.isSecret, pointer.count > 1, pointer[0] == "data",
            desired.value["stringData"]?[pointer[1]] != nil
        else { return JSONPointer(pointer) }
        return JSONPointer(["stringData"] + pointer.dropFirst())
    }

    // MARK: Ignore rules

    /// The first rule that takes `found` out; a Secret's value has two places in Git.
    private func ruleHiding(_ found: Attributed) -> (IgnoreRule, IgnoreRule.Clause)? {
        let written = sourcePointer(found.pointer).tokens
        for rule in ignoreRules {
            let clause = rule.clauses.first { clause in
                clause.covers(found.pointer, owner: found.change.owner)
                    || clause.covers(written, owner: found.change.owner)
            }
            if let clause { return (rule, clause) }
        }
        return nil
    }

    private func clausesMetLive(_ managed: ManagedFields) -> Set<IgnoreRule.Clause> {
        guard !ignoreRules.isEmpty else { return [] }
        return Set(
            ignoreRules.flatMap(\.clauses).filter { clause in
                !clause.concerns(desired.value) && clause.concerns(live, managed)
            })
    }
}
