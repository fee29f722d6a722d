/// A step with the history's database that failed: on what, in whose words, and what to do next.
package struct HistoryError: Error, Hashable, CustomStringConvertible {
    /// What went wrong; callers switch on this, never on text.
    package enum Code: Sendable, Hashable {
        /// The database cannot be reached, or broke off.
        case unavailable
        /// It did not answer in time.
        case timeout
        /// Another writer holds it.
        case busy
        /// There is no room left.
        case full
        /// The credentials, or the permissions of a file, do not allow it.
        case denied
        /// The file is damaged.
        case corrupt
        /// It was written by a newer program.
        case newerSchema
        /// It was written by an older program, and may not be changed now.
        case olderSchema
        /// It is something else's, or nothing that this program can use.
        case unsupported
        /// There is no history yet.
        case missing
        /// The database takes everything but this record.
        case refused
        /// Text that is not what it should be: an address.
        case invalid
        /// The record had to make room in memory, or the writer has ended.
        case dropped
        /// Anything else.
        case other
    }

    /// What was being done, as the message says it.
    package enum Step: String, Sendable, Hashable {
        case use = "use history"
        case open = "open history"
        case check = "check history"
        case migrate = "migrate history"
        case write = "write history"
        case read = "read history"
        case prune = "prune history"
    }

    package let code: Code
    package let step: Step
    /// The path, or the URL without its password.
    package let subject: String
    /// The other side's own words where there are any.
    package let detail: String
    /// One imperative clause.
    package let hint: String

    package init(_ code: Code, _ step: Step, _ subject: String, _ detail: String, hint: String? = nil) {
        self.code = code
        self.step = step
        self.subject = subject
        self.detail = detail
        self.hint = hint ?? Self.usualHint(for: code)
    }

    /// The same call may succeed later with nothing changed here.
    package var retry: Bool {
        switch code {
        case .unavailable, .timeout, .busy, .full, .denied, .corrupt, .other: true
        case .newerSchema, .olderSchema, .unsupported, .missing, .refused, .invalid, .dropped: false
        }
    }

    /// One line; control characters of names and of the other side's words are escaped.
    package var description: String {
        "cannot \(step.rawValue) '\(printable(subject))': \(printable(detail)) (hint: \(printable(hint)))"
    }

    private static func usualHint(for code: Code) -> String {
        switch code {
        case .unavailable: "check that the database is up and can be reached from here"
        case .timeout: "check the database's load and the network between"
        case .busy: "wait for the other writer to end"
        case .full: "make room on the disk, or keep the history for fewer days"
        case .denied: "give this user the rights to read and write there"
        case .corrupt: "start the controller, which moves the file aside and begins a new one"
        case .newerSchema: "run the newer program, or name another database"
        case .olderSchema: "start this version of the controller once, which brings it up to date"
        case .unsupported: "name another database"
        case .missing: "check the path, or start the controller, which makes it"
        case .refused: "see what the database says of the record"
        case .invalid: "correct it"
        case .dropped: "mend the database, then look at what came after"
        case .other: "look into the database's own log"
        }
    }
}

/// `text` with control characters escaped, so that no name or server can write to the terminal.
private func printable(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    return text.unicodeScalars.reduce(into: "") { result, scalar in
        if isControl(scalar) {
            result += "\\u{" + String(scalar.value, radix: 16) + "}"
        } else {
            result.unicodeScalars.append(scalar)
        }
    }
}

/// C0, DEL, C1, and the marks that turn the direction of text.
private func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
}
