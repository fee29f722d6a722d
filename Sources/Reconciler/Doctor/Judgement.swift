/// What one look at the surroundings came to.
package struct Judgement: Hashable, Sendable {
    package enum Level: String, Hashable, Sendable, CaseIterable { case ok, warn, fail }

    package var level: Level
    /// One line: what is, in figures where there are some.
    package var detail: String
    /// One imperative clause; `nil` where there is nothing to do.
    package var hint: String?

    package init(_ level: Level, _ detail: String, hint: String? = nil) {
        self.level = level
        self.detail = detail
        self.hint = hint
    }
}

extension Judgement {
    /// `skew` is how far the server's clock is ahead of ours.
    ///
    /// Leases are renewed every few seconds, and times in reports are compared by people. Tokens and certificates fail
    /// with minutes.
    package static func clock(skew: Duration) -> Judgement {
        let seconds = skew.components.seconds
        let words =
            seconds == 0
            ? "the server's clock is ours to the second"
            : "the server's clock is \(seconds.magnitude) s \(seconds > 0 ? "ahead of" : "behind") ours"
        let hint = "let both keep time by NTP"
        switch seconds.magnitude {
        case ...5: return Judgement(.ok, words)
        case ...120: return Judgement(.warn, words, hint: hint)
        default: return Judgement(.fail, words, hint: hint)
        }
    }

    /// All times since 1970. A certificate that is renewed all the time, such as a plugin's, is never old.
    package static func certificate(
        from start: Duration, to end: Duration, now: Duration, hint: String
    ) -> Judgement {
        if now < start { return Judgement(.fail, "holds only in \(days(start - now))", hint: "check the clocks") }
        guard now < end else { return Judgement(.fail, "expired \(days(now - end)) ago", hint: hint) }
        let left = end - now
        let words = "holds for \(days(left)) more"
        return left < .seconds(14 * 86_400) && left * 3 < end - start
            ? Judgement(.warn, words, hint: hint) : Judgement(.ok, words)
    }

    private static func days(_ time: Duration) -> String {
        let (days, hours) = (time.components.seconds / 86_400, time.components.seconds / 3_600)
        if days >= 2 { return "\(days) days" }
        return hours >= 2 ? "\(hours) hours" : "\(max(0, time.components.seconds / 60)) minutes"
    }

    /// `version` is the server's, `v1.20.2`. Server-side apply came with 1.16, and became reliable with 1.18.
    package static func serverVersion(_ version: String) -> Judgement {
        let parts = version.drop { $0 == "v" }.split(separator: ".")
        guard parts.count >= 2, let major = Int(parts[0]), let minor = Int(parts[1].prefix { $0.isNumber }) else {
            return Judgement(.warn, "\(version), which is no version", hint: "check that it is a Kubernetes API server")
        }
        if (major, minor) < (1, 16) {
            return Judgement(.fail, "\(version) has no server-side apply", hint: "upgrade to 1.18 or later")
        }
        if (major, minor) < (1, 18) {
            return Judgement(.warn, "\(version) has an early server-side apply", hint: "upgrade to 1.18 or later")
        }
        return Judgement(.ok, version)
    }

    /// `mode` holds the permission bits of a file with credentials.
    package static func secretFile(mode: UInt32) -> Judgement {
        let text = String(mode & 0o777, radix: 8)
        guard mode & 0o077 != 0 else { return Judgement(.ok, "mode \(text)") }
        let others = mode & 0o007 != 0 ? "everybody on this machine" : "its group"
        let may = mode & 0o022 != 0 ? "read and change" : "read"
        return Judgement(.warn, "mode \(text): \(others) may \(may) it", hint: "run 'chmod 600' on it")
    }
}
