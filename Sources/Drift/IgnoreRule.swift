package import ObjectModel

/// Fields that are not compared, for some objects.
package struct IgnoreRule: Sendable, Hashable {
    /// An absent part matches everything.
    package struct Target: Sendable, Hashable {
        package var group: Glob?
        package var kind: Glob?
        package var namespace: Glob?
        package var name: Glob?

        package init(group: Glob? = nil, kind: Glob? = nil, namespace: Glob? = nil, name: Glob? = nil) {
            self.group = group
            self.kind = kind
            self.namespace = namespace
            self.name = name
        }

        package func matches(_ key: ObjectKey) -> Bool {
            (group?.matches(key.groupKind.group) ?? true) && (kind?.matches(key.groupKind.kind) ?? true)
                && (namespace?.matches(key.namespace) ?? true) && (name?.matches(key.name) ?? true)
        }
    }

    /// One thing that a rule leaves out, and where it is written.
    package struct Clause: Sendable, Hashable {
        package enum Pattern: Sendable, Hashable {
            /// A place in Git's object with everything below; a token `*` stands for any one. Empty for the object.
            case path(JSONPointer)
            /// Fields whose live value such a field manager set.
            case manager(Glob)
        }

        package var pattern: Pattern
        package var location: SourceLocation?

        package init(_ pattern: Pattern, location: SourceLocation? = nil) {
            self.pattern = pattern
            self.location = location
        }
    }

    package var target: Target
    package var clauses: [Clause]
    /// In the words of who wrote the rule; empty where nothing was said.
    package var reason: String
    package var location: SourceLocation?

    package init(target: Target, clauses: [Clause], reason: String = "", location: SourceLocation? = nil) {
        self.target = target
        self.clauses = clauses
        self.reason = reason
        self.location = location
    }
}

extension IgnoreRule.Clause {
    /// Whether Git's object has anything that this would leave out; what a manager set is not seen there.
    package func concerns(_ desired: JSONValue) -> Bool {
        guard case .path(let path) = pattern else { return false }
        return desired.hasValue(at: path.tokens[...])
    }

    /// Whether the live object has anything that this would leave out.
    func concerns(_ live: JSONValue, _ managed: ManagedFields) -> Bool {
        switch pattern {
        case .path(let path): live.hasValue(at: path.tokens[...])
        case .manager(let glob): managed.entries.contains { glob.matches($0.owner.manager) }
        }
    }

    package func covers(_ pointer: [String], owner: FieldOwner?) -> Bool {
        switch pattern {
        case .path(let path):
            path.tokens.count <= pointer.count && zip(path.tokens, pointer).allSatisfy { $0 == "*" || $0 == $1 }
        case .manager(let glob): owner.map { glob.matches($0.manager) } ?? false
        }
    }
}

extension JSONValue {
    /// Whether there is something but null at `path`, whose token `*` stands for any one.
    fileprivate func hasValue(at path: ArraySlice<String>) -> Bool {
        guard let token = path.first else { return !isNull }
        let rest = path.dropFirst()
        switch self {
        case .object(let object):
            if token == "*" { return object.members.contains { $0.value.hasValue(at: rest) } }
            return object[token]?.hasValue(at: rest) ?? false
        case .array(let elements):
            if token == "*" { return elements.contains { $0.hasValue(at: rest) } }
            guard let place = Int(token), elements.indices.contains(place) else { return false }
            return elements[place].hasValue(at: rest)
        default: return false
        }
    }
}
