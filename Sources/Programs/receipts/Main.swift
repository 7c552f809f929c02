import Basics
import CommandRunner
import LambdaRuntime
import Platform

@main
enum Main {
    static func main() async {
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
        let words = arguments.isEmpty ? environment["RECEIPTS_ROLE"].flatMap { $0.isEmpty ? nil : [$0] } : arguments
        guard let words else { exit(runner.refuseNothing()) }
        exit(await runner.run(words))
    }
}
