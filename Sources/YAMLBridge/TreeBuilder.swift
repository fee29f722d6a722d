import ObjectModel

/// Builds the documents of one stream out of libyaml's events, front to back.
///
/// Every method that builds a node begins at the node's first event and returns at its last. Recursion is bounded by
/// `limits.depth`. What is wrong with one value is collected and reading goes on with null in its place; what makes
/// the rest of the file unreadable is thrown.
struct TreeBuilder: ~Copyable {
    let file: String
    let limits: YAMLLimits
    private(set) var events: EventStream
    private(set) var reading = YAMLReading()
    /// The marks of the document so far, in preorder.
    var marks: [SourceMark] = []
    private var anchors = AnchorTable()
    /// Nodes of the file so far, keys included; those that aliases put in; those that stand under anchors.
    var nodes = 0
    private var aliasedNodes = 0
    private var anchoredNodes = 0
    /// The deepest level since the anchored node in hand began.
    private var deepest = 0

    init(_ events: consuming EventStream, file: String, limits: YAMLLimits) {
        self.events = events
        self.file = file
        self.limits = limits
    }

    mutating func advance() throws(EndOfReading) {
        do throws(EventStream.Fault) { try events.advance() } catch { throw .fault(error) }
    }

    /// Reads to the end of the stream, or to the first thing that ends reading.
    mutating func readStream() throws(EndOfReading) {
        try advance()
        while events.kind != .end {
            try document()
            try advance()
        }
    }

    private mutating func document() throws(EndOfReading) {
        let errorsBefore = reading.errors.count
        marks.removeAll(keepingCapacity: true)
        anchors.removeAll()
        deepest = 0
        try advance()
        let value = try node(at: events.mark, level: 1)
        try advance()
        guard reading.errors.count == errorsBefore, !value.isNull else { return }
        reading.documents.append(SourceDocument(value: value, map: SourceMap(file: file, marks: marks)))
    }

    /// The node that begins at the current event, with `mark` as its place.
    mutating func node(at mark: SourceMark, level: Int) throws(EndOfReading) -> JSONValue {
        marks.append(mark)
        nodes += 1
        if events.kind == .alias { return try alias(level: level) }
        guard let anchor = events.anchor else { return try content(level: level) }
        return try anchored(anchor, level: level)
    }

    private mutating func content(level: Int) throws(EndOfReading) -> JSONValue {
        switch events.kind {
        case .scalar:
            let value = try scalar()
            guard case .double(let number) = value else { return value }
            guard number.isFinite else {
                return try refused(.unsupportedValue, "JSON has no form for the number '\(events.scalarText)'")
            }
            // As from kubectl, to which `1e3` and `2.0` in YAML are the integers that JSON writes them as.
            return number.magnitude <= 0x1p53 ? Int64(exactly: number).map(JSONValue.integer) ?? value : value
        case .sequenceStart:
            try enter(level)
            return .array(try sequence(level: level))
        default:
            try enter(level)
            return .object(try mapping(level: level))
        }
    }

    private mutating func enter(_ level: Int) throws(EndOfReading) {
        guard level <= limits.depth else { throw tooDeep() }
        deepest = max(deepest, level)
    }

    private func tooDeep() -> EndOfReading {
        let detail = "maps and lists stand more than \(limits.depth) levels deep"
        return .refusal(.tooDeep(limit: limits.depth), events.mark, detail)
    }

    private mutating func sequence(level: Int) throws(EndOfReading) -> [JSONValue] {
        try checkTag(fits: ["seq", "omap", "pairs"], "list")
        var elements: [JSONValue] = []
        try advance()
        while events.kind != .sequenceEnd {
            elements.append(try node(at: events.mark, level: level + 1))
            try advance()
        }
        return elements
    }

    /// The value of the scalar at hand; numbers are as they are written, whole or not, finite or not.
    mutating func scalar() throws(EndOfReading) -> JSONValue {
        guard let tag = events.tag else {
            guard events.isPlain else { return .string(events.scalarText) }
            return unsafe events.withScalar { unsafe PlainScalar.value(of: $0) }
        }
        switch TaggedScalar.value(of: events.scalarText, tag: tag) {
        case .value(let value): return value
        case .unknownTag: return try refused(.unknownTag, "the tag '\(TaggedScalar.shortForm(of: tag))' is not known")
        case .unfit(let detail): return try refused(.unsupportedValue, detail)
        }
    }

    /// Reports a collection's tag that says something else than `kind`.
    func unfitTag(fits names: [String], _ kind: String) -> (YAMLError.Code, String)? {
        guard let tag = events.tag, tag != "!" else { return nil }
        let short = TaggedScalar.shortForm(of: tag)
        guard !names.contains(where: { short == "!!" + $0 }) else { return nil }
        guard TaggedScalar.isKnown(tag) else { return (.unknownTag, "the tag '\(short)' is not known") }
        return (.unsupportedValue, "the tag '\(short)' does not fit a \(kind)")
    }

    mutating func checkTag(fits names: [String], _ kind: String) throws(EndOfReading) {
        guard let (code, detail) = unfitTag(fits: names, kind) else { return }
        try report(code, at: events.mark, detail)
    }
}

// MARK: Anchors and aliases
extension TreeBuilder {
    private mutating func anchored(_ name: String, level: Int) throws(EndOfReading) -> JSONValue {
        let (start, nodesBefore, deepestBefore) = (marks.count, nodes, deepest)
        deepest = level - 1
        anchors.open(name, at: start)
        let value = try content(level: level)
        let size = nodes - nodesBefore + 1
        anchoredNodes += size  // the copy of the marks makes an anchor cost as much as an alias
        try checkExpansion()
        anchors.complete(
            name, at: start,
            Anchor(value: value, innerMarks: Array(marks[start...]), levels: deepest - level + 1, nodes: size))
        deepest = max(deepest, deepestBefore)
        return value
    }

    /// The value that the alias at hand stands for; its own mark is there already.
    private mutating func alias(level: Int) throws(EndOfReading) -> JSONValue {
        guard let anchor = try aliased() else { return .null }
        guard level + anchor.levels - 1 <= limits.depth else { throw tooDeep() }
        deepest = max(deepest, level + anchor.levels - 1)
        marks += anchor.innerMarks
        return anchor.value
    }

    /// What the alias at hand refers to, its nodes accounted for; `nil` where that is wrong and reported.
    mutating func aliased() throws(EndOfReading) -> Anchor? {
        let name = events.anchor ?? ""
        switch anchors[name] {
        case .complete(let anchor):
            nodes += anchor.nodes
            aliasedNodes += anchor.nodes
            try checkExpansion()
            return anchor
        case .open:
            try report(.cyclicAlias, at: events.mark, "the anchor '\(name)' contains its own alias '*\(name)'")
        case nil:
            try report(.unknownAlias, at: events.mark, "the alias '*\(name)' has no anchor '&\(name)' before it")
        }
        return nil
    }

    /// Refuses aliases that multiply the document. The ratio, checked once there are a thousand, is the one that
    /// go-yaml v2 allows documents of up to 400,000 nodes: 99 of 100 nodes by alias.
    private func checkExpansion() throws(EndOfReading) {
        let isBomb = aliasedNodes > 1_000 && aliasedNodes > nodes / 100 * 99
        guard isBomb || aliasedNodes + anchoredNodes > limits.aliasedNodes else { return }
        let detail = "aliases and anchors make \(aliasedNodes + anchoredNodes) nodes of a file of \(nodes)"
        throw .refusal(.tooManyAliases(limit: limits.aliasedNodes), events.mark, detail)
    }
}

// MARK: Errors
extension TreeBuilder {
    /// Collects an error of one value; throws when there are too many.
    mutating func report(_ code: YAMLError.Code, at mark: SourceMark, _ detail: String) throws(EndOfReading) {
        reading.errors.append(YAMLError(code, location(mark), detail))
        guard reading.errors.count < limits.errors else {
            throw .refusal(.tooManyErrors(limit: limits.errors), mark, "more than \(limits.errors) errors in one file")
        }
    }

    /// Collects an error of the scalar at hand and gives what stands in its place.
    private mutating func refused(_ code: YAMLError.Code, _ detail: String) throws(EndOfReading) -> JSONValue {
        try report(code, at: events.mark, detail)
        return .null
    }

    func location(_ mark: SourceMark) -> SourceLocation {
        SourceLocation(file: file, line: Int(mark.line), column: Int(mark.column))
    }
}

/// Why reading a file ended before its end.
enum EndOfReading: Error {
    case fault(EventStream.Fault)
    case refusal(YAMLError.Code, SourceMark, String)
}
