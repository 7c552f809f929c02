import ArgumentParser
import Basics
import DocumentReaders
import Interruption
import Platform

@main
enum Main {
    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        // First of all: what a hostile file may reach must be as little as can be.
        if arguments.first == ReadingRole.name { exit(ReadingRole.run(arguments: arguments)) }
        let environment = ProcessEnvironment.current
        // Within Lambda the loop is all there is, with a log of its own form; it never returns.
        if let function = DocumentFunctions.inLambda(arguments, environment) { try? await function.run(environment) }
        // A reader that goes away shows as EPIPE where it is written to.
        signal(SIGPIPE, SIG_IGN)
        guard let words = Role.words(arguments, environment) else {
            Terminal.writeToStandardError(EmbedDocuments.helpMessage() + "\n")
            exit(ExitStatus.usage)
        }
        Role.startLog(of: words[0], environment)
        do {
            var command = try EmbedDocuments.parseAsRoot(words)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            exit(report(error))
        }
    }

    /// Tells the user what went wrong, and returns the exit code that tells scripts.
    private static func report(_ error: any Error) -> Int32 {
        if let error = error as? FdnixError {
            Terminal.writeToStandardError("embed-documents: \(error)\n")
            return error.code == .usage ? ExitStatus.usage : ExitStatus.failure
        }
        if let interruption = error as? Interruption {
            Terminal.writeToStandardError("embed-documents: interrupted; nothing is lost, run it again to go on\n")
            return interruption.exitCode
        }
        // Whoever read the output wants no more of it.
        if error is StandardOutput.ReaderGone { return 0 }
        let code = EmbedDocuments.exitCode(for: error)
        let message = EmbedDocuments.fullMessage(for: error)
        if code.isSuccess {
            print(message)
            return 0
        }
        if !message.isEmpty { Terminal.writeToStandardError(message + "\n") }
        return code == .validationFailure ? ExitStatus.usage : code.rawValue
    }
}

/// The exit codes of the program.
enum ExitStatus {
    static let failure: Int32 = 1
    static let usage: Int32 = 2
}
