import History

/// Where the history is unless somebody says otherwise.
enum HistoryPlace {
    /// The option, else `RECONCILE_DATABASE`, else a file below the user's state directory.
    static func address(_ option: String?, _ variables: [String: String]) throws(HistoryError) -> HistoryAddress {
        if let text = option ?? variables["RECONCILE_DATABASE"], !text.isEmpty || option != nil {
            return try HistoryAddress(text)
        }
        // As the XDG Base Directory Specification has it: relative paths there are ignored.
        let given = variables["XDG_STATE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        let home = variables["HOME"].flatMap { $0.hasPrefix("/") ? "\($0)/.local/state" : nil }
        guard let directory = given ?? home else {
            throw HistoryError(
                .invalid, .use, "", "neither HOME nor XDG_STATE_HOME is set",
                hint: "name the database with --database or RECONCILE_DATABASE")
        }
        return .file("\(directory)/reconcile/history.db")
    }
}
