import Basics
import Settings

/// What the function's environment variables say.
struct FunctionConfiguration: Equatable {
    /// Where a layer puts the index: Lambda unpacks layers into `/opt`.
    static let layerPath = "/opt/fdnix/fdnix.idx"

    /// `FDNIX_INDEX`: the index file.
    var indexPath: String
    /// `ENABLE_EMBEDDINGS`: whether vectors are compared. A value that says neither yes nor no counts as no, as searching
    /// by words always works.
    var semantic: Bool
    /// What was ignored, a line each.
    var warnings: [String]

    /// Reads the variables; throws a `usage` error that names every problem.
    init(environment: [String: String]) throws {
        var settings = Settings(environment)
        indexPath = settings.string("FDNIX_INDEX") ?? Self.layerPath
        if indexPath.contains("://") {
            settings.problem("FDNIX_INDEX must be a path, not a URL: \(indexPath)")
        } else if FileSystem.isDirectory(indexPath) {
            settings.problem("FDNIX_INDEX must name a file, not a directory: \(indexPath)")
        }
        try settings.check()
        // Not worth a function that does not start.
        var tolerant = Settings(environment)
        let semantic = tolerant.bool("ENABLE_EMBEDDINGS", default: true)
        warnings = tolerant.problems.map { "\($0); no embeddings are used" }
        self.semantic = semantic && warnings.isEmpty
    }
}
