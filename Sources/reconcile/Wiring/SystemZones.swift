import ObjectModel
import Reconciler
import TimeZones

extension SystemTimeZone: TimeZoneRules {}

/// The zones of the system's time zone database.
struct SystemZones: TimeZoneCatalog {
    func rules(ofZone name: String) throws -> any TimeZoneRules {
        do {
            return try SystemTimeZone(named: name)
        } catch {
            let near = NearestName.of(name, among: ZoneName.all()).map { "did you mean '\($0)'?" }
            throw ReconcileError(
                .configuration, step: "find time zone", subject: name, detail: error.detail,
                hint: near ?? "use a name of the IANA database, such as Europe/Berlin")
        }
    }
}
