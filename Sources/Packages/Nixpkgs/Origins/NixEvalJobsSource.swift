import Basics
import Compression

/// JSON Lines as `nix-eval-jobs --meta` prints them, in a file, plain or compressed.
public struct NixEvalJobsSource: PackageSource {
    /// The largest share of lines that may report an error: one in twenty.
    public static let maximumErrorShare = 0.05

    /// The path of the file.
    public let path: String
    /// The nixpkgs revision, where the caller knows it.
    public let revision: String?

    /// A source of the file at `path`.
    public init(path: String, revision: String? = nil) {
        self.path = path
        self.revision = revision
    }

    /// The path behind the name of the form: `nix-eval-jobs:PATH`.
    public var description: String { "nix-eval-jobs:\(path)" }

    /// Reads the file. Throws `malformedInput` where too many lines report an error.
    public func packages(progress: any ProgressReporter) async throws -> Extraction {
        progress.begin("reading packages", total: nil)
        defer { progress.end() }
        do {
            let input = DecodedInput(try DescriptorInput(path: path), name: path)
            let pipeline = RecordPipeline(progress: progress)
            var (extraction, errors) = try await pipeline.run(input, LineScanner())
            let lines = extraction.packages.count + extraction.skippedCount + extraction.duplicateCount
            guard Double(errors) <= Double(lines) * Self.maximumErrorShare else {
                throw FdnixError(
                    .malformedInput,
                    "\(errors) of \(lines) lines report an evaluation error, and at most 5 % may; "
                        + "evaluate again")
            }
            extraction.source = description
            extraction.revision = revision ?? Revision.beside(path)
            return extraction
        } catch let error as FdnixError where error.code == .malformedInput {
            throw FdnixError(error.code, "cannot read \(path): \(error.message)")
        }
    }
}
