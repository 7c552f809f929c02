import Basics
import Logging
import Nixpkgs

/// Reads the source a run was told to use.
struct Extractor {
    let run: Run

    func extract() async throws -> Extraction {
        let configuration = run.configuration
        try FileSystem.createDirectories(configuration.sourceOptions.cacheDirectory)
        let source = try configuration.source.source(configuration.sourceOptions)
        Logger.extractor.info("reading \(source.description)")
        return try await source.packages(progress: run.progress)
    }
}
