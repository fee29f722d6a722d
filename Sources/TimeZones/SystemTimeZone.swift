import CAbseilTime

/// One zone of the system's time zone database, as Abseil reads it.
///
/// Abseil, rather than glibc, because glibc knows one zone for a process, by an environment variable; and rather than
/// libraries that stop where the file's table does, in 2037 or earlier: it goes on by the rule at the file's end
/// (RFC 8536, section 3.3). A zone can be read from any thread (`absl/time/time.h`).
@safe package final class SystemTimeZone: Sendable {
    package let name: String
    // Never written after `init`, and const to Abseil: threads may share it.
    nonisolated(unsafe) private let zone: OpaquePointer

    /// Reads the zone; the error says what of `name` is wrong.
    package init(named name: String) throws(TimeZoneError) {
        guard ZoneName.isWellFormed(name) else { throw TimeZoneError(.malformed, name) }
        guard let loaded = unsafe cabseil_zone_load(name) else { throw TimeZoneError(.unknown, name) }
        self.name = name
        unsafe zone = loaded
    }

    deinit { unsafe cabseil_zone_free(zone) }

    /// The offset in seconds east of UTC at `instant`, and the instants from and until which it holds, in Unix seconds.
    package func period(at instant: Int64) -> (offset: Int64, from: Int64, until: Int64) {
        let period = unsafe cabseil_zone_period(zone, instant)
        return (period.offset, period.from, period.until)
    }
}

/// A time zone that could not be had.
package struct TimeZoneError: Error, Hashable, CustomStringConvertible {
    package enum Code: Hashable, Sendable {
        /// No name of a zone looks like this.
        case malformed
        /// The system's database has no such zone; or there is no database.
        case unknown
    }

    package let code: Code
    package let name: String

    init(_ code: Code, _ name: String) {
        self.code = code
        self.name = name
    }

    /// What is wrong, for `cannot find time zone '…': `.
    package var detail: String {
        switch code {
        case .malformed: "no zone has a name of that form"
        case .unknown: "the system's time zone database has none of that name"
        }
    }

    package var description: String {
        "cannot find time zone '\(name)': \(detail) (hint: use a name of the IANA database, such as Europe/Berlin)"
    }
}
