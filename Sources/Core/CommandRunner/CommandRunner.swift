public import ArgumentParser
public import Basics
import Interruption

/// Runs the commands of a program, and says what scripts and people are told of the end.
public struct CommandRunner<Root: ParsableCommand>: Sendable {
    private let name: String
    private let interrupted: String
    private let status: @Sendable (FdnixError) -> Int32

    /// The commands below `Root` of the program `name`. `interrupted` says what holds after a signal; `status` is the exit
    /// code that an error means, 2 for wrong usage and else 1 unless told otherwise.
    public init(
        name: String, interrupted: String,
        status: @escaping @Sendable (FdnixError) -> Int32 = { $0.code == .usage ? 2 : 1 }
    ) {
        self.name = name
        self.interrupted = interrupted
        self.status = status
    }

    /// Tells what the program can do where nothing says what is wanted; gives the exit code.
    public func refuseNothing() -> Int32 {
        Terminal.writeToStandardError(Root.helpMessage() + "\n")
        return Self.wrongUsage
    }

    /// Runs the command that `arguments` name, once `check` has nothing against them; gives the exit code.
    public func run(_ arguments: [String], check: @Sendable ([String]) throws -> Void = { _ in }) async -> Int32 {
        do {
            try check(arguments)
            var command = try Root.parseAsRoot(arguments)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            return 0
        } catch {
            return report(error)
        }
    }

    private static var wrongUsage: Int32 { 2 }

    /// Tells the user what went wrong, and gives the exit code that tells scripts.
    private func report(_ error: any Error) -> Int32 {
        switch error {
        case let error as FdnixError:
            Terminal.writeToStandardError("\(name): \(error)\n")
            return status(error)
        // Whoever read the output wants no more of it.
        case is StandardOutput.ReaderGone: return 0
        case is CancellationError: return end(130)
        case let interruption as Interruption: return end(interruption.exitCode)
        default: break
        }
        let code = Root.exitCode(for: error)
        let message = Root.fullMessage(for: error)
        if code.isSuccess {
            print(message)
            return 0
        }
        if !message.isEmpty { Terminal.writeToStandardError(message + "\n") }
        return code == .validationFailure ? Self.wrongUsage : code.rawValue
    }

    private func end(_ code: Int32) -> Int32 {
        Terminal.writeToStandardError("\(name): interrupted; \(interrupted), run it again to go on\n")
        return code
    }
}
