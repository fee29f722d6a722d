import ObjectModel

/// What a rule of a role permits. The order is the order in which verbs are written.
package enum AccessVerb: String, Hashable, Sendable, CaseIterable, Comparable {
    case get, list, watch, create, patch, delete, bind, escalate

    package static func < (left: AccessVerb, right: AccessVerb) -> Bool { left.place < right.place }

    private var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// One rule of a role, as RBAC has it: verbs on resources of one API group.
package struct AccessRule: Hashable, Sendable {
    /// Empty for the core group.
    package var group: String
    /// Plural names, sorted.
    package var resources: [String]
    /// Sorted; empty where the rule holds for every object.
    package var names: [String]
    package var verbs: [AccessVerb]

    var manifest: JSONValue {
        var rule = JSONObject()
        rule["apiGroups"] = [.string(group)]
        rule["resources"] = .array(resources.map(JSONValue.string))
        if !names.isEmpty { rule["resourceNames"] = .array(names.map(JSONValue.string)) }
        rule["verbs"] = .array(verbs.map { .string($0.rawValue) })
        return .object(rule)
    }
}

/// Rights as they are gathered, resource by resource.
struct AccessRules: Sendable {
    private struct Subject: Hashable {
        var resource: ResourceName
        /// `nil` for every object.
        var name: String?
    }

    private var verbs: [Subject: Set<AccessVerb>] = [:]

    mutating func grant(_ granted: Set<AccessVerb>, on resource: ResourceName, named name: String? = nil) {
        verbs[Subject(resource: resource, name: name), default: []].formUnion(granted)
    }

    /// The fewest rules that say the same: by group, then names, then resources.
    var rules: [AccessRule] {
        var resources: [AccessRule: Set<String>] = [:]
        for rule in rulesByResource {
            var key = rule
            key.resources = []
            resources[key, default: []].formUnion(rule.resources)
        }
        return resources.map { key, resources in
            var rule = key
            rule.resources = resources.sorted()
            return rule
        }.sorted { Self.order($0) < Self.order($1) }
    }

    /// One rule for each resource, set of verbs, and whether it is for all objects or for some by name.
    private var rulesByResource: [AccessRule] {
        var general: [AccessRule] = []
        var named: [AccessRule: [String]] = [:]
        for (subject, verbs) in verbs {
            let rule = AccessRule(
                group: subject.resource.group, resources: [subject.resource.plural], names: [], verbs: verbs.sorted())
            if let name = subject.name { named[rule, default: []].append(name) } else { general.append(rule) }
        }
        return general
            + named.map { rule, names in
                AccessRule(group: rule.group, resources: rule.resources, names: names.sorted(), verbs: rule.verbs)
            }
    }

    private static func order(_ rule: AccessRule) -> (String, String, String) {
        (rule.group, rule.names.joined(separator: " "), rule.resources.joined(separator: " "))
    }
}
