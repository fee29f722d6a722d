import ObjectModel

extension Timestamp {
    /// How long before `now`, in one unit: `14 min`; `nil` for a later time, which clocks that disagree give.
    func age(at now: Timestamp) -> DisplayText? {
        guard self <= now else { return nil }
        let age = Int(now.seconds - seconds)
        switch age {
        case ..<120: return "\(age) s"
        case ..<7_200: return "\(age / 60) min"
        case ..<172_800: return "\(age / 3_600) h"
        default: return "\(age / 86_400) days"
        }
    }

}

extension Duration {
    /// `0.31 s`; whole seconds from 100 on.
    var secondsText: DisplayText {
        let hundredths = Int((min(secondsValue, 1e12) * 100).rounded())
        if hundredths >= 10_000 { return "\(hundredths / 100) s" }
        return "\(hundredths / 100).\(String(100 + hundredths % 100).dropFirst()) s"
    }

    /// Seconds, exact to the millisecond.
    var secondsValue: Double {
        let (seconds, attoseconds) = components
        return (Double(seconds) * 1_000 + Double(attoseconds / 1_000_000_000_000_000)) / 1_000
    }
}
