import Basics
import SQLite

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
        var programs: [String: [String]] = [:]
        do {
            let query = "SELECT DISTINCT package, name FROM Programs ORDER BY package, name"
            try Connection(path, .readOnly).rows(query) { row in
                if let package = row.text(0), let program = row.text(1), Self.isProgram(program) {
                    programs[package, default: []].append(program)
                }
                return true
            }
        } catch let error as FdnixError {
            guard let failure = error.underlying as? SQLiteFailure else {
                throw error.adding("; or leave --programs out")
            }
            throw FdnixError(
                .malformedInput, "\(path) is not a channel's programs.sqlite: \(failure.words)", underlying: failure)
        }
        self.programs = programs
    }

    /// Wrapped originals are nobody's command, and a name with a space could not be told from two.
    private static func isProgram(_ name: String) -> Bool {
        !name.isEmpty && !name.hasPrefix(".") && name.utf8.count <= 100 && !name.contains(where: \.isWhitespace)
    }
}
