import Basics
import CommandRunner
import DocumentReaders
import LambdaRuntime
import Platform

@main
enum Main {
    static func main() async {
        StandardDescriptors.openClosed()
        let arguments = Array(CommandLine.arguments.dropFirst())
        // First of all: what a hostile file may reach must be as little as can be.
        if arguments.first == ReadingRole.name { exit(ReadingRole.run(arguments: arguments)) }
        let environment = ProcessEnvironment.current
        // Within Lambda the loop is all there is, with a log of its own form; it never returns.
        if let function = DocumentFunctions.inLambda(arguments, environment) { try? await function.run(environment) }
        // A reader that goes away shows as EPIPE where it is written to.
        signal(SIGPIPE, SIG_IGN)
        let runner = CommandRunner<EmbedDocuments>(name: "embed-documents", interrupted: "nothing is lost")
        guard let words = Role.words(arguments, environment) else { exit(runner.refuseNothing()) }
        Role.startLog(of: words[0], environment)
        exit(await runner.run(words))
    }
}
