/// What a time zone's clocks show, the port behind which the time zone database stands.
package protocol TimeZoneRules: Sendable {
    /// The offset in seconds east of UTC that holds at `instant`, and the instants from and until which it does.
    ///
    /// In Unix seconds; `from <= instant < until`. An end that the database does not know is far away.
    func period(at instant: Int64) -> (offset: Int64, from: Int64, until: Int64)
}

/// Where time zones come from by their names.
package protocol TimeZoneCatalog: Sendable {
    /// The error names the zone that was probably meant.
    func rules(ofZone name: String) throws -> any TimeZoneRules
}

/// Coordinated Universal Time, which no clock change touches.
package struct UTCRules: TimeZoneRules {
    package init() {}

    package func period(at instant: Int64) -> (offset: Int64, from: Int64, until: Int64) { (0, .min, .max) }
}

/// A stretch of time in which a zone's clocks run without a change.
struct ClockPeriod {
    /// Seconds east of UTC.
    var offset: Int64
    var from: Int64
    var until: Int64

    /// The periods of `rules` in order and without holes, from two days before `start` until `end`.
    static func all(of rules: any TimeZoneRules, from start: Int64, through end: Int64) -> [ClockPeriod] {
        var periods: [ClockPeriod] = []
        var instant = start - 2 * 86_400
        // No zone changes its clocks more than some times a year; a database that never gets on must not keep us.
        for _ in 0..<1_000 {
            let (offset, from, until) = rules.period(at: instant)
            periods.append(ClockPeriod(offset: offset, from: from, until: until))
            guard until > instant, until <= end else { break }
            instant = until
        }
        return periods
    }

    /// Whether these clocks showed `local` before they were changed.
    func showed(_ local: Int64) -> Bool { from <= local - offset && local - offset < until }
}
