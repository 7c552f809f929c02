import Platform

/// Checks that cannot be run here, told by name: `make test` lists them at its end, and with `CI=true` they fail it.
///
/// A test that finds a tool or a library missing calls `note` and returns; a condition of `.enabled(if:)` calls it
/// before it says false. Nothing else may leave a test out, so that a run which says "passed" has run everything.
public enum Skips {
    /// Why a check cannot be run: what `CI=true` forgives, and what it does not.
    public enum Cause: String, Sendable {
        /// A tool, a library or a permission that a machine can be given.
        case missing
        /// The folder of real data that `FDNIX_SHARED` names, which is not part of the repository.
        case data
    }

    /// Tells that `check` is not run because of `reason`.
    ///
    /// The line `CAUSE<tab>CHECK<tab>REASON` is added to the file that `FDNIX_SKIPS` names, in one write, so that
    /// processes may share the file; where none is named it is printed.
    public static func note(_ check: String, _ reason: String, cause: Cause = .missing) {
        let words = [cause.rawValue, check, reason].map { text in
            String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 })
        }
        guard let path = getenv("FDNIX_SKIPS").map({ String(cString: $0) }), !path.isEmpty else {
            return print("skipped: \(words[1]): \(words[2])")
        }
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT, 0o644)
        guard descriptor >= 0 else { return print("skipped: \(words[1]): \(words[2]) (and cannot write \(path))") }
        defer { close(descriptor) }
        let line = Array((words.joined(separator: "\t") + "\n").utf8)
        if write(descriptor, line, line.count) != line.count { print("skipped: \(words[1]): \(words[2])") }
    }

    /// The path of a file of real data, for `check`: in the folder that `FDNIX_SHARED` names, or in `shared` beside the
    /// checkout. Nil, and noted, where the file is not there.
    public static func sharedFile(_ path: String, for check: String) -> String? {
        let root = getenv("FDNIX_SHARED").map { String(cString: $0) } ?? sharedFolder
        if access("\(root)/\(path)", R_OK) == 0 { return "\(root)/\(path)" }
        let cause: Cause = access(root, F_OK) == 0 ? .missing : .data
        note(check, "\(root)/\(path) is not there (FDNIX_SHARED names the folder)", cause: cause)
        return nil
    }

    /// `shared` beside the checkout in which this file was compiled.
    private static var sharedFolder: String {
        let checkout = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return "/\(checkout)/../shared"
    }
}
