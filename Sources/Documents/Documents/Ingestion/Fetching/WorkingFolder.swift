import Basics
import Platform

/// A folder of a task's own, removed with all that is in it when nobody has it any more.
final class WorkingFolder: Sendable {
    /// Where it is.
    let path: String

    /// Makes a folder below `parent`. Throws `io`.
    init(in parent: String) throws {
        path = "\(parent)/embed-documents-\(UInt64.random(in: 0 ... .max).hexadecimal)"
        try FileSystem.createDirectories(path)
    }

    /// The path of a file in it.
    func file(_ name: String) -> String { "\(path)/\(name)" }

    deinit {
        for name in (try? FileSystem.entries(of: path)) ?? [] { unlink("\(path)/\(name)") }
        rmdir(path)
    }
}
