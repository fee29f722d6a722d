package import ObjectModel

/// What an object in Git asks for by annotation about being applied; read once, and asked for often.
package struct ObjectSettings: Hashable, Sendable {
    /// Lower waves are rolled out first.
    package let wave: Int
    /// Whether the object may be deleted and made anew where a field cannot be changed.
    package let recreates: Bool

    package init(_ object: JSONValue) {
        wave = SyncWave(of: object).number
        recreates = RecreateChoice(of: object).isAllowed
    }
}
