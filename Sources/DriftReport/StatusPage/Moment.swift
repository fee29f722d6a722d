import Drift
import ObjectModel

/// The time at which a page is made, from which others are told.
struct Moment {
    /// RFC 3339 in UTC.
    let text: String
    private let now: Timestamp?

    init(_ text: String) {
        self.text = text
        now = Timestamp(text)
    }

    /// `14 min ago`, with the time itself for who asks; text that is no time stands as it is.
    func ago(_ time: String) -> Tags {
        guard let then = Timestamp(time), let now else { return shown(time) }
        guard let age = then.age(at: now) else { return labelled(time, "just now") }
        return labelled(time, "\(age) ago")
    }

    /// `in 25 s`, or `now` for what is past.
    func ahead(_ time: String) -> Tags {
        guard let then = Timestamp(time), let now else { return shown(time) }
        guard let wait = now.age(at: then), now < then else { return labelled(time, "now") }
        return labelled(time, "in \(wait)")
    }

    func isPast(_ time: String) -> Bool {
        guard let then = Timestamp(time), let now else { return false }
        return then <= now
    }

    /// The time itself, for those that were read as times; text of anybody's stays out of attributes.
    private func labelled(_ time: String, _ label: DisplayText) -> Tags {
        "<time datetime=\"\(DisplayText(time, limit: 40))\" title=\"\(DisplayText(time, limit: 40))\">\(label)</time>"
    }

    private func shown(_ time: String) -> Tags { "<time>\(DisplayText(time, limit: 40))</time>" }
}
