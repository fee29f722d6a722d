/// One option that a verb takes.
struct OptionSpec: Sendable {
    /// Without dashes.
    var name: String
    var short: Character?
    /// What stands for the value in the help text; `nil` for a switch.
    var value: String?
    var help: String
    var isRepeatable = false

    init(_ name: String, short: Character? = nil, value: String? = nil, isRepeatable: Bool = false, _ help: String) {
        self.name = name
        self.short = short
        self.value = value
        self.isRepeatable = isRepeatable
        self.help = help
    }
}

/// What stood on the command line, by option name.
struct ParsedOptions: Sendable {
    private(set) var values: [String: [String]] = [:]
    private(set) var operands: [String] = []

    /// Reads `arguments` by `specs`; the error names the nearest option.
    init(_ arguments: [String], specs: [OptionSpec], verb: String) throws(UsageError) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if argument == "--" {
                operands += rest
                return
            } else if argument.hasPrefix("--") {
                try read(long: argument.dropFirst(2), rest: &rest, specs: specs, verb: verb)
            } else if argument.hasPrefix("-"), argument.count > 1 {
                try read(short: argument.dropFirst(), rest: &rest, specs: specs, verb: verb)
            } else {
                operands.append(argument)
            }
        }
    }

    func isSet(_ name: String) -> Bool { values[name] != nil }
    subscript(name: String) -> String? { values[name]?.last }
    func all(_ name: String) -> [String] { values[name] ?? [] }

    /// The option's value as one of the choices; the error names the nearest.
    func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, default fallback: Choice, verb: String
    ) throws(UsageError) -> Choice where Choice.RawValue == String {
        guard let text = self[name] else { return fallback }
        return try UsageError.choice(text, of: name, verb: verb)
    }

    private mutating func read(
        long text: Substring, rest: inout ArraySlice<String>, specs: [OptionSpec], verb: String
    ) throws(UsageError) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0])
        guard let spec = specs.first(where: { $0.name == name }) else {
            throw UsageError.unknown("--\(name)", specs: specs, verb: verb)
        }
        if spec.value == nil {
            guard parts.count == 1 else { throw UsageError("--\(name) takes no value", verb: verb) }
            values[name, default: []].append("")
        } else if parts.count == 2 {
            try add(String(parts[1]), to: spec, verb: verb)
        } else {
            guard let value = rest.popFirst() else {
                throw UsageError("--\(name) needs a value: --\(name) \(spec.value ?? "")", verb: verb)
            }
            try add(value, to: spec, verb: verb)
        }
    }

    /// `-o json`, `-ojson`; switches may stand together.
    private mutating func read(
        short text: Substring, rest: inout ArraySlice<String>, specs: [OptionSpec], verb: String
    ) throws(UsageError) {
        var letters = text
        while let letter = letters.popFirst() {
            guard let spec = specs.first(where: { $0.short == letter }) else {
                throw UsageError.unknown("-\(letter)", specs: specs, verb: verb)
            }
            guard spec.value != nil else {
                values[spec.name, default: []].append("")
                continue
            }
            if letters.isEmpty {
                guard let value = rest.popFirst() else { throw UsageError("-\(letter) needs a value", verb: verb) }
                try add(value, to: spec, verb: verb)
            } else {
                try add(String(letters.first == "=" ? letters.dropFirst() : letters), to: spec, verb: verb)
            }
            return
        }
    }

    private mutating func add(_ value: String, to spec: OptionSpec, verb: String) throws(UsageError) {
        guard spec.isRepeatable || values[spec.name] == nil else {
            throw UsageError("--\(spec.name) is given twice", verb: verb)
        }
        values[spec.name, default: []].append(value)
    }
}
