/// One open connection to a database. Not `Sendable`: the store's queue has it, and it is closed with its last use.
protocol SQLConnection: AnyObject {
    associatedtype Settings: SQLSettings

    static var dialect: SQLDialect { get }

    static func open(_ settings: Settings) throws(HistoryError) -> Self

    /// Whether it still leads to what its name names; a file can be moved away under it.
    var isCurrent: Bool { get }

    /// Whether more can be asked after a call has failed.
    var isUsable: Bool { get }

    /// The whole answer, which the statement itself must bound.
    func rows(_ statement: SQLStatement, _ step: HistoryError.Step) throws(HistoryError) -> [SQLRow]

    /// Carries all of `statements` out in one transaction, or none; durable on return. The answer counts changed rows.
    func write(_ statements: [SQLStatement], _ step: HistoryError.Step) throws(HistoryError) -> Int

    /// Gives some of the room of deleted rows back to the system; `true` while there is more.
    func giveBackSpace() throws(HistoryError) -> Bool
}

/// What a connection is opened by.
protocol SQLSettings: Sendable {
    /// For messages; without a password.
    var name: String { get }
    var options: HistoryOptions { get }
}

/// The few words in which the two databases differ.
struct SQLDialect: Sendable {
    let isFile: Bool
    /// Text that is compared by its bytes, whatever the database's or the system's language is.
    let text: SQLStatement
    /// Counts the tables with the version in it: 0 or 1.
    let hasVersion: SQLStatement
    /// Begins a transaction that one program has at a time, of all that use the database.
    let beginAlone: [SQLStatement]
    /// Marks a new database as ours, inside that transaction.
    let mark: [SQLStatement]
    /// Stands behind the selection of rows that are to be deleted.
    let skipLocked: SQLStatement
}
