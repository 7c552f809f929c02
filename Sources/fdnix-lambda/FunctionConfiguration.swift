import Basics

/// What the function's environment variables say.
struct FunctionConfiguration: Equatable {
    /// Where a layer puts the index: Lambda unpacks layers into `/opt`.
    static let layerPath = "/opt/fdnix/fdnix.idx"

    /// `FDNIX_INDEX`
    var indexPath = layerPath
    /// `ENABLE_EMBEDDINGS`; a value that says neither yes nor no counts as no (lexical search always works).
    var semantic = true
    /// What was ignored.
    var warnings: [String] = []

    /// Reads the variables; every problem is told in one message.
    init(environment: [String: String]) throws {
        var problems: [String] = []
        if let path = environment["FDNIX_INDEX"], !path.isEmpty {
            indexPath = path
            if path.contains("://") {
                problems.append("FDNIX_INDEX must be a path, not a URL: \(path)")
            } else if FileSystem.isDirectory(path) {
                problems.append("FDNIX_INDEX must name a file, not a directory: \(path)")
            }
        }
        switch environment["ENABLE_EMBEDDINGS"]?.trimmed.lowercased() ?? "" {
        case "", "1", "true", "yes", "on": break
        case "0", "false", "no", "off": semantic = false
        case let value:
            semantic = false
            warnings.append("ENABLE_EMBEDDINGS is \"\(value)\", neither true nor false: no embeddings are used")
        }
        guard problems.isEmpty else { throw FdnixError(.usage, problems.joined(separator: "; ")) }
    }
}
