import ObjectModel

/// One file's text from its first byte to its last, whatever form it has.
enum YAMLStream {
    static func read(_ text: UnsafeBufferPointer<UInt8>, file: String, limits: YAMLLimits) -> YAMLReading {
        guard let events = unsafe EventStream(text) else {
            return YAMLReading(errors: [YAMLError(.tooLarge(limit: limits.bytes), .start(of: file), "no memory")])
        }
        var builder = TreeBuilder(events, file: file, limits: limits)
        var ending: YAMLError?
        do throws(EndOfReading) { try builder.readStream() } catch {
            ending = unsafe self.error(for: error, in: text, file: file)
        }
        var reading = builder.reading
        if let ending { reading.errors.append(ending) }
        return reading
    }

    private static func error(
        for end: EndOfReading, in text: UnsafeBufferPointer<UInt8>, file: String
    ) -> YAMLError {
        switch end {
        case .refusal(let code, let mark, let detail): return YAMLError(code, SourceLocation(file, mark), detail)
        case .fault(let fault):
            let mark = fault.byteOffset.map { unsafe self.mark(at: $0, in: text) } ?? fault.mark
            return YAMLError(fault.isEncoding ? .invalidEncoding : .syntax, SourceLocation(file, mark), fault.detail)
        }
    }

    /// Line and column of a byte; what follows it need not be UTF-8.
    private static func mark(at offset: Int, in text: UnsafeBufferPointer<UInt8>) -> SourceMark {
        unsafe text.prefix(offset).reduce(SourceMark(line: 1, column: 1)) { mark, byte in
            guard byte != UInt8(ascii: "\n") else { return SourceMark(line: mark.line + 1, column: 1) }
            return SourceMark(line: mark.line, column: byte & 0xC0 == 0x80 ? mark.column : mark.column + 1)
        }
    }
}

extension SourceLocation {
    init(_ file: String, _ mark: SourceMark) {
        self.init(file: file, line: Int(mark.line), column: Int(mark.column))
    }
}
