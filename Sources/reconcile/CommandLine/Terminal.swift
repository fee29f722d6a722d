import Glibc

/// `--color`.
enum ColourChoice: String, CaseIterable { case auto, always, never }

/// The process's streams: stdout is the answer, stderr the story.
struct Terminal: Sendable {
    /// The environment of the process.
    let variables: [String: String]

    init() { variables = Self.environment() }

    var isOutputTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
    var isErrorTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Colour by `--color`; without it on a terminal that has not said no (https://no-color.org).
    func usesColour(_ choice: ColourChoice) -> Bool {
        switch choice {
        case .always: true
        case .never: false
        case .auto: isOutputTerminal && variables["NO_COLOR", default: ""].isEmpty && variables["TERM"] != "dumb"
        }
    }

    /// Writes all of `text`; a reader that went away (`| head`) is no failure.
    func answer(_ text: String) { Self.write(Array(text.utf8), to: STDOUT_FILENO) }
    func answer(_ bytes: [UInt8]) { Self.write(bytes, to: STDOUT_FILENO) }
    func tell(_ text: String) { Self.write(Array((text + "\n").utf8), to: STDERR_FILENO) }

    func tell(bytes: [UInt8]) { Self.write(bytes, to: STDERR_FILENO) }

    func tellInLine(_ text: String) { Self.write(Array(text.utf8), to: STDERR_FILENO) }
    func eraseLine() { Self.write(Array("\r\u{1B}[K".utf8), to: STDERR_FILENO) }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR && errno != EAGAIN {
                return
            }
        }
    }

    private static func environment() -> [String: String] {
        var result: [String: String] = [:]
        var place = environ
        while let entry = place.pointee {
            let text = String(cString: entry)
            if let mark = text.firstIndex(of: "=") {
                result[String(text[..<mark])] = String(text[text.index(after: mark)...])
            }
            place += 1
        }
        return result
    }
}
