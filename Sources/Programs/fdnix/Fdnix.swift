import ArgumentParser
import Basics

/// The root of the command line.
struct Fdnix: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fdnix",
        abstract: "Find any Nix package by name, program, typo or intent.",
        discussion: """
            For example:
              fdnix index                             build the search index (of nix-env, the channel, or a sample)
              fdnix update --from URL                 fetch one that someone else built
              fdnix search convert video to gif       find packages
              fdnix serve                             answer over HTTP, with a page for people

            Flags have environment variables: FDNIX_ and the name in capitals, as in FDNIX_LIMIT=5, or the one that \
            their help names. \
            Exit codes: 0 found or done, 1 nothing found or failed, 2 wrong usage, 3 too few embeddings.
            """,
        version: fdnixVersion,
        subcommands: [
            IndexCommand.self, UpdateCommand.self, PublishCommand.self, SearchCommand.self, ShowCommand.self,
            PrintCommand.self, PreviewCommand.self,
            ServeCommand.self, MCPCommand.self, StatsCommand.self, VerifyCommand.self, EvaluateCommand.self,
            ExportCommand.self, ImportCommand.self,
        ])

    /// The names of the commands.
    static let commands = configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
}
