import Basics
import Compression

/// Somewhere packages come from.
public protocol PackageSource: Sendable {
    /// What it is, for people and for the databases, e.g. `packages-json:/tmp/packages.json.br`.
    var description: String { get }
    /// Reads every package; progress counts packages (and, while downloading, bytes).
    func packages(progress: any ProgressReporter) async throws -> Extraction
}

extension PackageSource {
    /// Reads every package and says nothing meanwhile.
    public func packages() async throws -> Extraction { try await packages(progress: SilentProgress()) }

    /// Reads a `packages.json` or the output of `nix-env` from `input`; `name` stands in messages.
    func readDocument(
        _ input: any ByteInput, name: String, progress: any ProgressReporter
    ) async throws -> Extraction {
        progress.begin("reading packages", total: nil)
        defer { progress.end() }
        do {
            let pipeline = RecordPipeline(progress: progress)
            var extraction = try await pipeline.run(DecodedInput(input, name: name), DocumentScanner()).extraction
            extraction.source = description
            return extraction
        } catch let error as FdnixError where error.code == .malformedInput || error.code == .incompatible {
            throw FdnixError(error.code, "cannot read \(name): \(error.message)")
        }
    }
}
