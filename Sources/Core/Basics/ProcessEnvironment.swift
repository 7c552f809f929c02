import Platform

/// The environment variables of this process.
public enum ProcessEnvironment {
    /// The variables by name, as they were at the first look; a name without `=` is left out.
    public static let current: [String: String] = {
        var variables: [String: String] = [:]
        // Nothing in this program changes the environment.
        var entry = environ
        while let text = entry.pointee {
            let pair = String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if pair.count == 2 { variables[String(pair[0])] = String(pair[1]) }
            entry += 1
        }
        return variables
    }()

    /// The path of the program that a command of this name starts: the first of that name in an absolute folder of `PATH`,
    /// or the name itself where it has a slash; nil where there is none that may be started. Never looks below the current
    /// directory: work in someone else's folder must not run their code.
    public static func program(named name: String) -> String? {
        if name.utf8.contains(UInt8(ascii: "/")) { return access(name, X_OK) == 0 ? name : nil }
        return (current["PATH"] ?? "").split(separator: ":").lazy.filter { $0.hasPrefix("/") }.map { "\($0)/\(name)" }
            .first { access($0, X_OK) == 0 }
    }
}
