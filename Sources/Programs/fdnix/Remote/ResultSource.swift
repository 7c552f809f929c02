import ArgumentParser
import Basics

/// The options of commands that ask an index here or a server elsewhere.
struct ResultSource: ParsableArguments {
    @Option(help: "Ask the `fdnix serve` at this URL instead of an index here.")
    var remote: String?
    @OptionGroup var indexOptions: IndexOptions

    /// The server to ask, nil for the index.
    func server() throws -> RemoteIndex? { try (remote ?? Environment.string("FDNIX_REMOTE")).map(RemoteIndex.init) }
}
