import ArgumentParser
import Basics

/// The root of the command line.
struct EmbedDocuments: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "embed-documents",
        abstract: "Read documents, index them, and find what they say.",
        discussion: """
            For example:
              embed-documents show report.pdf notes.md      what would be indexed of two files
              embed-documents search --query 'When does the lease end?'
              embed-documents serve                         the same over HTTP, with a page to ask on

            Exit codes: 0 done, 1 a file could not be read, 2 wrong usage or settings.
            """,
        version: fdnixVersion, subcommands: [ShowCommand.self, SearchCommand.self, ServeCommand.self, MCPCommand.self])
}
