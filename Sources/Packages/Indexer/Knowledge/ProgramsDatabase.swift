import Basics

/// A channel's `programs.sqlite`: which package installs which program, as the channel's builds found it.
///
/// One table, `Programs(name, system, package)`; nixpkgs' `command-not-found` reads the same. Channels ship it inside
/// `nixexprs.tar.xz`, and NixOS keeps it beside the channel's expressions.
struct ProgramsDatabase {
    /// Programs by attribute path.
    let programs: [String: [String]]

    /// Reads the database. Throws `notFound`, or `malformedInput` for a file that is not such a database.
    init(path: String) throws {
        guard FileSystem.exists(path) else {
            throw FdnixError(.notFound, "there is no \(path); --programs takes a channel's programs.sqlite")
        }
        let sqlite = try SQLiteLibrary()
        var database: SQLiteLibrary.Handle?
        defer { _ = sqlite.close(database) }
        func check(_ status: Int32, _ expected: Int32 = SQLiteLibrary.ok) throws {
            guard status != expected else { return }
            let reason = sqlite.message(database).map { String(cString: $0) } ?? "error \(status)"
            throw FdnixError(.malformedInput, "\(path) is not a channel's programs.sqlite: \(reason)")
        }
        try check(sqlite.open(path, &database, SQLiteLibrary.readOnly, nil))
        var statement: SQLiteLibrary.Handle?
        let query = "SELECT DISTINCT package, name FROM Programs ORDER BY package, name"
        try check(sqlite.prepare(database, query, -1, &statement, nil))
        defer { _ = sqlite.finalize(statement) }
        var programs: [String: [String]] = [:]
        var status = sqlite.step(statement)
        while status == SQLiteLibrary.row {
            if let package = sqlite.text(statement, 0), let name = sqlite.text(statement, 1) {
                let program = String(cString: name)
                if Self.isProgram(program) { programs[String(cString: package), default: []].append(program) }
            }
            status = sqlite.step(statement)
        }
        try check(status, SQLiteLibrary.done)
        self.programs = programs
    }

    /// Wrapped originals are nobody's command, and a name with a space could not be told from two.
    private static func isProgram(_ name: String) -> Bool {
        !name.isEmpty && !name.hasPrefix(".") && name.utf8.count <= 100 && !name.contains(where: \.isWhitespace)
    }
}
