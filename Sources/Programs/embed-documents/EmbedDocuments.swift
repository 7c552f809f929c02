import ArgumentParser
import Basics

/// The root of the command line.
struct EmbedDocuments: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "embed-documents",
        abstract: "Read documents: their text, their chunks, and what is known of them.",
        discussion: """
            For example:
              embed-documents show report.pdf notes.md      what would be indexed of two files

            Exit codes: 0 done, 1 a file could not be read, 2 wrong usage or settings.
            """,
        version: fdnixVersion, subcommands: [ShowCommand.self])
}
