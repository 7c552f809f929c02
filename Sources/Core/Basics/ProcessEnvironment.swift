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
}
