import Basics
import CSample
import Logging
import Nixpkgs

/// Chooses the source a run was told to use, and reads it.
struct Extractor {
    let run: Run
    private var configuration: IndexerConfiguration { run.configuration }

    init(run: Run) { self.run = run }

    func extract() async throws -> Extraction {
        switch configuration.source {
        case .sample: return try await read(sample)
        case .document(let path): return try await read(FileSource(path: path, revision: configuration.revision))
        case .standardInput: return try await read(StandardInputSource(revision: configuration.revision))
        default: throw FdnixError(.usage, "not yet")
        }
    }

    private func read(_ source: any PackageSource) async throws -> Extraction {
        Logger.extractor.info("reading \(source.description)")
        return try await source.packages(progress: run.progress)
    }

    private var sample: MemorySource {
        let bytes = UnsafeBufferPointer(start: fdnix_sample_bytes(), count: fdnix_sample_size())
        return MemorySource(bytes: Array(bytes), description: "bundled sample")
    }
}
