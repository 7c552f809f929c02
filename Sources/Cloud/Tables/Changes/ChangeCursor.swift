public import Basics

/// A place in the changes of a table that counts them: the number of the last change seen.
public enum ChangeCursor {
    /// The number that a cursor has, nil for none. Throws `usage` for anything but a cursor.
    public static func number(_ cursor: String?) throws -> Int? {
        guard let cursor else { return nil }
        guard let number = Int(cursor), number >= 0 else {
            throw FdnixError(.usage, "the cursor of the changes is not one that this table gave")
        }
        return number
    }

    /// The error for a cursor behind which changes are missing.
    public static var forgotten: FdnixError {
        FdnixError(
            .notFound,
            "changes after the cursor are not kept any more; read the whole table, and the changes from then on")
    }
}
