import Basics
import Logging
import Platform
import Subprocess
import Synchronization

/// `nix-env -f NIXPKGS -qaP --json --meta`, run as a child; its output is read as it comes.
public struct NixEnvSource: PackageSource {
    /// How often and how long to try.
    public struct Limits: Sendable {
        /// A child that takes longer is killed with its process group, and not tried again.
        public var time: Duration = .seconds(1_800)
        /// How many times it is run when it fails or prints something that is not JSON.
        public var attempts = 3
        /// The pause between two attempts.
        public var pause: Duration = .seconds(5)
        /// How long a child may take to end after SIGTERM.
        public var grace: Duration = .seconds(5)

        /// Half an hour, three attempts five seconds apart, five seconds to end.
        public init() {}
    }

    /// The program, by name or path.
    public let executable: String
    /// What `-f` gets: a path or the address of a tarball.
    public let nixpkgs: String
    /// How often and how long to try.
    public let limits: Limits
    /// The nixpkgs revision, where the caller knows it.
    public let revision: String?
    /// Variables of the child beside the inherited ones.
    public let environment: [String: String]
    let logger: Logger

    /// A source of everything in `nixpkgs`.
    public init(
        nixpkgs: String, executable: String = "nix-env", limits: Limits = Limits(), revision: String? = nil,
        environment: [String: String] = [:], logger: Logger = Logger(label: "fdnix.nixpkgs-extractor")
    ) {
        self.nixpkgs = nixpkgs
        self.executable = executable
        self.limits = limits
        self.revision = revision
        self.environment = environment
        self.logger = logger
    }

    /// What is evaluated, behind the name of the program: `nix-env:NIXPKGS`.
    public var description: String { "nix-env:\(nixpkgs)" }

    /// Runs `nix-env`, again where it fails, and reads what it prints. Throws `notFound` where it is not installed, and
    /// `childProcess` where it failed every time or took too long.
    public func packages(progress: any ProgressReporter) async throws -> Extraction {
        for attempt in 1... {
            do {
                var extraction = try await runOnce(progress: progress)
                extraction.revision = revision ?? Revision.ofTree(nixpkgs)
                return extraction
            } catch let error as FailedAttempt {
                guard attempt < limits.attempts else {
                    let times = attempt == 1 ? "" : ", \(attempt) times"
                    throw FdnixError(.childProcess, "\(error.message)\(times)", underlying: error.underlying)
                }
                logger.warning("\(error.message); trying again in \(limits.pause)")
                try await Task.sleep(for: limits.pause)
            }
        }
        throw CancellationError()
    }

    /// An attempt that is worth another one.
    private struct FailedAttempt: Error {
        let message: String
        var underlying: (any Error)?
    }

    private func runOnce(progress: any ProgressReporter) async throws -> Extraction {
        let child = ChildProcess(
            executable: executable, arguments: ["-f", nixpkgs, "-qaP", "--json", "--meta"],
            environment: environment.merging(["NIXPKGS_ALLOW_UNFREE": "1"]) { $1 }, grace: limits.grace,
            onErrorLine: { [logger] in logger.info("nix-env: \($0)") })
        let (outcome, status, lastLines) = try await child.run(timeLimit: limits.time) { input in
            try await readDocument(input, name: "the output of \(executable)", progress: progress)
        }
        guard status.isSuccess else {
            let how =
                switch status {
                case .exited(let code): "exited with status \(code)"
                case .signaled(let signal): "was killed by signal \(signal)"
                }
            throw FailedAttempt(message: "\(executable) \(how)\(lastLines)")
        }
        do {
            return try outcome.get()
        } catch let error as FdnixError where error.code == .malformedInput {
            throw FailedAttempt(message: error.message, underlying: error.underlying)
        }
    }
}
