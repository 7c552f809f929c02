import ArgumentParser
import Basics

/// The root of the command line.
struct EmbedDocuments: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "embed-documents",
        abstract: "Read documents, index them, and find what they say.",
        discussion: """
            For example:
              embed-documents run --input papers            index a folder, or what changed in it
              embed-documents show report.pdf notes.md      what would be indexed of two files
              embed-documents search --query 'When does the lease end?'
              embed-documents serve                         the same over HTTP, with a page to ask on

            Exit codes: 0 done, 1 something failed, 2 wrong usage or settings.
            """,
        version: fdnixVersion,
        subcommands: [
            RunCommand.self, WatchCommand.self, SearchCommand.self, ServeCommand.self, MCPCommand.self,
            ShowCommand.self,
            TaskCommand.self, CacheUpdateCommand.self, ManageCommand.self, DetectCommand.self, SummarizeCommand.self,
            MigrateCommand.self, RetryCommand.self, AuditCommand.self,
        ])
}
