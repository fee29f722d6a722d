/// The maintenance windows of one environment, each with the clocks of its zone: in any of them nothing is reverted.
package struct MaintenanceCalendar: Sendable {
    private let windows: [(window: MaintenanceWindow, rules: any TimeZoneRules)]

    /// Looks up each zone once; the errors of all are told together.
    package init(_ windows: [MaintenanceWindow], zones: some TimeZoneCatalog) throws(ReconcileErrors) {
        var found: [(MaintenanceWindow, any TimeZoneRules)] = []
        var errors: [ReconcileError] = []
        for window in windows {
            do {
                found.append((window, try zones.rules(ofZone: window.timeZone)))
            } catch let error as ReconcileError {
                errors.append(error)
            } catch {
                errors.append(
                    ReconcileError(
                        .configuration, step: "find time zone", subject: window.timeZone, detail: "\(error)"))
            }
        }
        guard errors.isEmpty else { throw ReconcileErrors(errors) }
        self.windows = found
    }

    /// `now` is Unix time, here and below.
    package func isOpen(at now: Int64) -> Bool { end(of: now) != nil }

    /// When no window is open any more; `nil` outside all windows, and where one follows the other for 62 days.
    package func closing(after now: Int64) -> Int64? {
        guard var closing = end(of: now) else { return nil }
        for day in 0..<62 as Range<Int64> {
            let start = now + day * Self.day
            for (opening, end) in openings(after: start, through: start + Self.day) {
                guard opening <= closing else { return closing }
                closing = max(closing, end)
            }
            guard closing > start + Self.day else { return closing }
        }
        return nil
    }

    private static let day: Int64 = 86_400

    /// Of all windows, in the order in which they open.
    private func openings(after start: Int64, through end: Int64) -> [(opening: Int64, end: Int64)] {
        windows.flatMap { window, rules in
            window.openings(after: start, through: end, rules).map { ($0, $0 + window.seconds) }
        }.sorted { $0 < $1 }
    }

    /// When a window opens next after `now`; `nil` where none does within ten years.
    package func opening(after now: Int64) -> Int64? {
        windows.compactMap { $0.window.opening(after: now, in: $0.rules) }.min()
    }

    private func end(of now: Int64) -> Int64? { windows.compactMap { $0.window.end(of: now, $0.rules) }.max() }
}
