import ObjectModel

extension ConfigurationNode {
    /// A duration of more than zero, as Go and Kubernetes write it: `90s`, `10m`, `1h30m`.
    var duration: Duration? {
        guard let text = string else { return nil }
        if let parsed = GoDuration(text), parsed.nanoseconds > 0 { return .nanoseconds(parsed.nanoseconds) }
        fail("'\(text)' is no duration", hint: "write it as in 90s, 10m or 1h30m")
        return nil
    }
}
