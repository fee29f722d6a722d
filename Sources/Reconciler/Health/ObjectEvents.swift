import ObjectModel

/// One Event, of `v1` or of `events.k8s.io/v1`.
struct ObjectEvent {
    let reason: String
    let message: String
    let isWarning: Bool
    /// When it was last seen; the distant past for an Event without any time.
    let time: Timestamp

    init(_ event: JSONValue) {
        reason = event["reason"]?.string ?? ""
        message = event["message"]?.string ?? event["note"]?.string ?? ""
        isWarning = event["type"]?.string == "Warning"
        let times = [
            event["series"]?["lastObservedTime"], event["lastTimestamp"], event["deprecatedLastTimestamp"],
            event["eventTime"], event["firstTimestamp"], event["metadata"]?["creationTimestamp"],
        ]
        time = times.lazy.compactMap { $0?.string.flatMap { Timestamp($0) } }.first ?? Timestamp(seconds: .min)
    }

    var explanation: String { [reason, message].filter { !$0.isEmpty }.joined(separator: ": ") }
}

/// The Events about one object, oldest first.
struct ObjectEvents {
    let events: [ObjectEvent]

    /// Events about an earlier object of the same name have another uid, and are left out.
    init(_ all: [JSONValue], about object: JSONValue) {
        let uid = object["metadata"]?["uid"]?.string
        let name = object["metadata"]?["name"]?.string
        events = all.filter { event in
            let subject = event["involvedObject"] ?? event["regarding"]
            if let uid, let other = subject?["uid"]?.string, !other.isEmpty { return other == uid }
            return subject?["name"]?.string == name
        }.map(ObjectEvent.init).sorted { $0.time < $1.time }
    }

    var latest: ObjectEvent? { events.last }
    var latestWarning: ObjectEvent? { events.last { $0.isWarning } }
}
