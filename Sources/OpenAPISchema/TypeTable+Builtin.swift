package import ObjectModel

extension TypeTable {
    /// Makes a server's own types complete, and takes those of `kinds` that it does not publish from the built-in table:
    /// they may still be kinds of every server.
    package mutating func completeFromBuiltin(for kinds: Set<GroupVersionKind>) {
        completeFromBuiltin()
        guard kinds.contains(where: { root($0) == nil }) else { return }
        var whole = BuiltinSchema.table
        whole.merge(self)
        self = whole
    }

    /// Adds to types that the built-in table knows by name what a server's document does not say: whether a member's
    /// presence means something, and the defaults that Go code sets.
    package mutating func completeFromBuiltin(_ builtin: TypeTable = BuiltinSchema.table) {
        let known = Dictionary(
            builtin.types.filter { !$0.name.isEmpty }.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        for (place, type) in types.enumerated() {
            guard case .object(let shape) = type.shape, case .object(let model)? = known[type.name]?.shape else {
                continue
            }
            let properties = shape.properties.map { $0.completed(from: model[$0.name]) }
            let completed = ObjectShape(
                properties: properties, preservesUnknown: shape.preservesUnknown, isAtomic: shape.isAtomic)
            replace(TypeID(index: place), with: SchemaType(name: type.name, shape: .object(completed)))
        }
    }

    /// States what the API's own Go types say of their members: `facts` by definition name, then member name.
    package mutating func setPresence(_ facts: [String: [String: SchemaProperty.Presence]]) {
        for (place, type) in types.enumerated() {
            guard case .object(let shape) = type.shape, let members = facts[type.name] else { continue }
            let properties = shape.properties.map { property in
                var property = property
                property.presence = members[property.name] ?? property.presence
                return property
            }
            let stated = ObjectShape(
                properties: properties, preservesUnknown: shape.preservesUnknown, isAtomic: shape.isAtomic)
            replace(TypeID(index: place), with: SchemaType(name: type.name, shape: .object(stated)))
        }
    }
}

extension SchemaProperty {
    fileprivate func completed(from model: SchemaProperty?) -> SchemaProperty {
        guard let model else { return self }
        var result = self
        if result.presence == .unstated { result.presence = model.presence }
        if result.defaultValue == nil { result.defaultValue = model.defaultValue }
        return result
    }
}
