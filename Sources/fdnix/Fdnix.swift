import ArgumentParser
import Indexer

/// The root of the command line.
struct Fdnix: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fdnix",
        abstract: "Find any Nix package by name, program, typo or intent.",
        discussion: """
            Every flag has an environment variable: FDNIX_ and the flag's name in capitals, as in FDNIX_LIMIT=5. \
            Exit codes: 0 found or done, 1 nothing found or failed, 2 wrong usage, 3 too few embeddings.
            """,
        version: fdnixVersion,
        subcommands: [
            IndexCommand.self, SearchCommand.self, ShowCommand.self, PrintCommand.self, PreviewCommand.self,
            StatsCommand.self, VerifyCommand.self, EvaluateCommand.self,
        ],
        defaultSubcommand: IndexCommand.self)
}
