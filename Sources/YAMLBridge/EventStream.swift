import CYAML
import ObjectModel

/// Sole owner of one `yaml_parser_t` and of the event it gave last; the pointers never leave this file.
///
/// Both structs are allocated, because libyaml keeps the parser's own address. The parser reads straight from the bytes
/// it was made with, which the maker keeps in place for as long as this lives. libyaml does not recurse.
@safe struct EventStream: ~Copyable {
    enum Kind {
        case scalar, alias, sequenceStart, sequenceEnd, mappingStart, mappingEnd, documentStart, documentEnd, end
    }

    /// libyaml's account of a text that is no YAML.
    struct Fault: Error {
        var isEncoding = false
        /// The offset in bytes of a character that is not allowed; libyaml has no mark for these.
        var byteOffset: Int?
        var mark = SourceMark(line: 1, column: 1)
        var detail: String
    }

    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let event: UnsafeMutablePointer<yaml_event_t>
    /// The kind of the event that the accessors below speak of.
    private(set) var kind = Kind.end

    /// `nil` without memory.
    @unsafe init?(_ bytes: UnsafeBufferPointer<UInt8>) {
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        unsafe parser.initialize(to: yaml_parser_t())
        guard unsafe yaml_parser_initialize(parser) == 1 else {
            unsafe parser.deallocate()
            return nil
        }
        unsafe yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
        unsafe self.parser = unsafe parser
        unsafe event = .allocate(capacity: 1)
        unsafe event.initialize(to: yaml_event_t())
    }

    deinit {
        unsafe yaml_event_delete(event)
        unsafe yaml_parser_delete(parser)
        unsafe event.deallocate()
        unsafe parser.deallocate()
    }

    /// Goes to the next event. Behind the end of the stream, and after a fault, there is nothing more to ask for.
    mutating func advance() throws(Fault) {
        unsafe yaml_event_delete(event)
        guard unsafe yaml_parser_parse(parser, event) == 1 else { throw fault() }
        switch unsafe event.pointee.type {
        case YAML_SCALAR_EVENT: kind = .scalar
        case YAML_MAPPING_START_EVENT: kind = .mappingStart
        case YAML_MAPPING_END_EVENT: kind = .mappingEnd
        case YAML_SEQUENCE_START_EVENT: kind = .sequenceStart
        case YAML_SEQUENCE_END_EVENT: kind = .sequenceEnd
        case YAML_ALIAS_EVENT: kind = .alias
        case YAML_DOCUMENT_START_EVENT: kind = .documentStart
        case YAML_DOCUMENT_END_EVENT: kind = .documentEnd
        case YAML_STREAM_START_EVENT: try advance()
        default: kind = .end
        }
    }

    /// Where the event begins; for a node with properties, the first of these.
    var mark: SourceMark { unsafe SourceMark(event.pointee.start_mark) }

    /// Where the event begins and ends, in characters of the text; of a byte order mark libyaml takes no account.
    var characters: Range<Int> {
        let start = unsafe Int(clamping: event.pointee.start_mark.index)
        return unsafe start..<max(start, Int(clamping: event.pointee.end_mark.index))
    }

    /// The anchor that a node defines or an alias names.
    var anchor: String? {
        switch kind {
        case .scalar: unsafe Self.text(event.pointee.data.scalar.anchor)
        case .alias: unsafe Self.text(event.pointee.data.alias.anchor)
        case .sequenceStart: unsafe Self.text(event.pointee.data.sequence_start.anchor)
        case .mappingStart: unsafe Self.text(event.pointee.data.mapping_start.anchor)
        default: nil
        }
    }

    /// The tag of a node in its full form, `tag:yaml.org,2002:str` for `!!str`; `nil` where there is none.
    var tag: String? {
        switch kind {
        case .scalar: unsafe Self.text(event.pointee.data.scalar.tag)
        case .sequenceStart: unsafe Self.text(event.pointee.data.sequence_start.tag)
        case .mappingStart: unsafe Self.text(event.pointee.data.mapping_start.tag)
        default: nil
        }
    }

    /// Whether a scalar stands without quotes and is no block.
    var isPlain: Bool { unsafe event.pointee.data.scalar.style == YAML_PLAIN_SCALAR_STYLE }

    var scalarStyle: TextNode.Style {
        switch unsafe event.pointee.data.scalar.style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE: .literal
        case YAML_FOLDED_SCALAR_STYLE: .folded
        default: .plain
        }
    }

    /// Whether a collection stands in brackets.
    var isFlow: Bool {
        if kind == .mappingStart { return unsafe event.pointee.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE }
        return unsafe event.pointee.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE
    }

    /// The text of a scalar, for as long as `body` runs.
    func withScalar<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let scalar = unsafe event.pointee.data.scalar
        return unsafe body(UnsafeBufferPointer(start: scalar.value, count: scalar.length))
    }

    /// The text of a scalar.
    var scalarText: String { unsafe withScalar { unsafe String(decoding: $0, as: UTF8.self) } }

    private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        guard let pointer = unsafe pointer else { return nil }
        return unsafe String(decodingCString: pointer, as: UTF8.self)
    }

    /// Reads the parser's error fields; only after a call that failed.
    private func fault() -> Fault {
        let problem = unsafe parser.pointee.problem.map { unsafe String(cString: $0) } ?? "libyaml gives no reason"
        switch unsafe parser.pointee.error {
        case YAML_READER_ERROR:
            return unsafe Fault(isEncoding: true, byteOffset: parser.pointee.problem_offset, detail: problem)
        case YAML_MEMORY_ERROR:
            return Fault(detail: "no memory")
        default:
            return unsafe Fault(mark: SourceMark(parser.pointee.problem_mark), detail: problem + context())
        }
    }

    /// Where the construct began that the problem is in, as words to follow the problem's.
    private func context() -> String {
        guard let words = unsafe parser.pointee.context else { return "" }
        let mark = unsafe SourceMark(parser.pointee.context_mark)
        return unsafe " \(String(cString: words)) that starts at line \(mark.line), column \(mark.column)"
    }
}

extension SourceMark {
    /// From libyaml's, which counts from 0.
    @unsafe fileprivate init(_ mark: yaml_mark_t) {
        self.init(line: UInt32(clamping: mark.line + 1), column: UInt32(clamping: mark.column + 1))
    }
}
