import ArgumentParser
import Basics
import CommandRunner
import LambdaRuntime
import Platform

@main
enum Main {
    static func main() async {
        StandardDescriptors.openClosed()
        let arguments = Array(CommandLine.arguments.dropFirst())
        let environment = ProcessEnvironment.current
        // Within Lambda the loop is all there is, with a log of its own form; it never returns.
        if let function = RoleFunction.inLambda(
            ReceiptFunctions.all, arguments, environment, variable: "RECEIPTS_ROLE")
        {
            try? await function.run(environment, level: EventSink.level(environment))
        }
        // A reader that goes away shows as EPIPE where it is written to.
        signal(SIGPIPE, SIG_IGN)
        let runner = CommandRunner<ReceiptsProgram>(name: "receipts", interrupted: "nothing is lost")
        guard let words = words(arguments, environment) else { exit(runner.refuseNothing()) }
        exit(await runner.run(words) { _ in try checkRole(words, environment) })
    }

    private static let variable = "RECEIPTS_ROLE"

    /// What is wanted: the variable names the command where no argument does.
    private static func words(_ arguments: [String], _ environment: [String: String]) -> [String]? {
        guard let role = environment[variable], !role.isEmpty else { return arguments.isEmpty ? nil : arguments }
        guard let first = arguments.first else { return [role] }
        let isOption = first.hasPrefix("-") && !["-h", "--help", "--version"].contains(first)
        return isOption ? [role] + arguments : arguments
    }

    /// Throws `usage` where the variable names no command and nothing else does.
    private static func checkRole(_ words: [String], _ environment: [String: String]) throws {
        let names = ReceiptsProgram.configuration.subcommands.compactMap { $0.configuration.commandName }
        guard let role = environment[variable], words.first == role, !names.contains(role) else { return }
        throw FdnixError(
            .usage,
            "\(variable)=\(role.printable(onOneLine: true)) is not a role: set it to one of \(names.joined(separator: ", "))"
        )
    }
}
