import Platform

/// Libraries that are loaded when they are first needed, each into a table of its functions.
public enum LibraryTable {
    /// The table of the first of `names` that `load` can load: a path, or a name that is left to the system's loader. `load`
    /// gives nil and a reason, which is freed here.
    ///
    /// Throws `notFound` with `advice`, which says what is missing and how to get it, and why the first name failed.
    public static func load<Table>(
        _ names: [String], advice: String,
        by load: (UnsafePointer<CChar>, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> UnsafePointer<Table>?
    ) throws(FdnixError) -> UnsafePointer<Table> {
        var first: String?
        for name in names {
            var reason: UnsafeMutablePointer<CChar>?
            if let table = load(name, &reason) { return table }
            if first == nil { first = reason.map { String(cString: $0).printable(onOneLine: true) } }
            free(reason)
        }
        throw FdnixError(.notFound, "\(advice); \(first ?? "not found")")
    }
}
