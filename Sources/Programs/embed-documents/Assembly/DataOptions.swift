import ArgumentParser
import Basics

/// Where the data of one machine is, for commands that read or write it.
struct DataOptions: ParsableArguments {
    @Option(help: "Where rows, vectors and results are kept (EMBED_DATA_DIR, ./embed-data).", completion: .directory)
    var dataDir: String?

    /// The environment with the option laid over it.
    func environment() -> [String: String] {
        var environment = ProcessEnvironment.current
        if let dataDir { environment["EMBED_DATA_DIR"] = dataDir }
        return environment
    }
}
