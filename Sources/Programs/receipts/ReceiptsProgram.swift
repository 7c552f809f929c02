import ArgumentParser
import Basics

/// The root of the command line.
struct ReceiptsProgram: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receipts",
        abstract: "Embed the lines and words of receipts, and keep two collections of them that can be searched.",
        discussion: """
            For example, on one machine, without an account:
              receipts submit Samples/receipts/known      ask for receipts to be embedded
              receipts drain                              do all there is to do
              receipts query lines --text 'NOODLE HOUSE'  find lines like that
              receipts where IMAGE 1                      where a receipt is from, and what says so
              receipts serve                              do whatever comes, until it is stopped

            Exit codes: 0 done, 1 something failed, 2 wrong usage or settings.
            """,
        version: fdnixVersion,
        subcommands: [
            ServeCommand.self, SubmitCommand.self, DrainCommand.self, RunsCommand.self, GetCommand.self,
            QueryCommand.self, WhereCommand.self, VerifyCommand.self, RequeueCommand.self, RedriveCommand.self,
            ItemCommand.self, ImportCommand.self, ExportCommand.self, SnapshotCommand.self, EvaluateCommand.self,
            EmbedWorkerCommand.self, StreamProcessorCommand.self, CompactorCommand.self, SweeperCommand.self,
        ])
}
