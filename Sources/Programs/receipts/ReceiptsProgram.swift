import ArgumentParser
import Basics

/// The root of the command line.
struct ReceiptsProgram: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receipts",
        abstract: "Embed the lines and words of receipts, and keep two collections of them that can be searched.",
        discussion: """
            For example, on one machine, without an account:
              receipts submit Samples/receipts/known      asks for receipts to be embedded
              head -n 1 Samples/receipts/merchants.ndjson | receipts item put
              receipts drain                              does all there is to do
              receipts query lines --text 'NOODLE HOUSE'  finds lines like that
              receipts where 3ba43b73-b9ec-4ba1-a8a4-de3b72aa17df
              receipts serve                              does what comes, until stopped
            The second line says where a receipt is from, as Google Places does with a key; `where` repeats it.

            What is set by environment variables stands in Documentation/settings/receipts.md, with what each role needs.

            Exit codes: 0 done, 1 something failed, 2 wrong usage or settings.
            """,
        version: fdnixVersion,
        subcommands: [
            ServeCommand.self, SubmitCommand.self, DrainCommand.self, RunsCommand.self, GetCommand.self,
            QueryCommand.self, WhereCommand.self, VerifyCommand.self, RequeueCommand.self, RedriveCommand.self,
            RemoveCommand.self, ItemCommand.self, ImportCommand.self, ExportCommand.self, SnapshotCommand.self,
            EvaluateCommand.self,
            EmbedWorkerCommand.self, StreamProcessorCommand.self, CompactorCommand.self, SweeperCommand.self,
        ])
}
