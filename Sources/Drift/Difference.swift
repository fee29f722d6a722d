import ObjectModel

/// One field that differs, before anybody has asked who did it and whether it may be shown.
struct Difference {
    var path: FieldPath
    /// The same place in Git's object, list elements by their index there; beyond what Git has, where it would be.
    var pointer: [String]
    var cause: FieldChange.Cause
    var desired: JSONValue?
    var live: JSONValue?
    var hint: String?
    /// Counts only where a person owns the field: inside an atomic list, where defaults cannot be told from additions.
    var countsOnlyIfHuman = false
    /// The API server would refuse what Git has.
    var isRefused = false
    /// The object's schema forbids changing the field.
    var isImmutableInSchema = false
    /// Known already for removed and foreign fields; else found by the path.
    var owner: FieldOwner?
}
