import Basics
import Logging

/// Tries what there is: `nix-env` where it is installed, the channel, and without a network the sample.
public struct AutomaticSource: PackageSource {
    /// The channel read when none is named.
    public static let defaultChannel = "nixos-unstable"

    let options: SourceOptions

    /// A source that tries in order; a channel named in `options` is the only one tried.
    public init(options: SourceOptions) { self.options = options }

    /// The name of the choice, `auto`; what is read tells its own.
    public var description: String { "auto" }

    /// Reads the first source that works; says so where that is not the first one.
    public func packages(progress: any ProgressReporter) async throws -> Extraction {
        let logger = options.logger
        if options.channel == nil, ProcessEnvironment.program(named: options.nixEnvExecutable) != nil {
            do {
                return try await options.nixEnv.packages(progress: progress)
            } catch let error as FdnixError where error.code == .childProcess || error.code == .notFound {
                logger.warning("\(error); trying the channel instead")
            }
        }
        do {
            return try await options.channelSource.packages(progress: progress)
        } catch let error as FdnixError where error.code == .network && options.channel == nil {
            guard !options.sample.isEmpty else { throw error }
            logger.warning("\(error)")
            logger.warning(
                "reading the small sample that ships with fdnix: a few packages only, not nixpkgs; pass --packages FILE"
            )
            return try await options.bundledSample.packages(progress: progress)
        }
    }
}
