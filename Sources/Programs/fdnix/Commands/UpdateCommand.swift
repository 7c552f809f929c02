import ArgumentParser
import Basics
import Logging
import ObjectStorage
import Observability
import PackageSearch
import Publishing
import SearchEngine

/// `fdnix update`: fetches what someone else published.
struct UpdateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "update",
        abstract: "Fetch a published search index: only what changed, verified, swapped at once.",
        discussion: """
            The place is remembered, and so is a key: afterwards `fdnix update` is enough. An update that was interrupted \
            goes on where it was.
            """)

    @Option(help: "Where it is published: URL, s3://BUCKET/PREFIX or a directory (FDNIX_UPDATE_FROM).")
    var from: String?
    @Option(
        help: "The publisher's public key, one line or a PEM file; then unsigned news is refused (FDNIX_UPDATE_KEY).")
    var key: String?
    @Option(help: "Where the artifacts go (FDNIX_OUTPUT).", completion: .directory)
    var output: String?
    @Flag(help: "Fetch the databases too, not the search index alone (FDNIX_UPDATE_ALL).")
    var all = false
    @Flag(help: "Take a signed index that is older than the one here.")
    var allowOlder = false

    func run() async throws {
        let environment = ProcessEnvironment.current
        let directory =
            output ?? Environment.string("FDNIX_OUTPUT") ?? IndexLocation.dataDirectory(environment: environment)
        guard
            let place = from ?? Environment.string("FDNIX_UPDATE_FROM")
                ?? Updater.rememberedAddress(in: directory)
        else {
            throw FdnixError(
                .usage, "nobody is known to fetch from: fdnix update --from URL, or build with `fdnix index`")
        }
        var options = Updater.Options()
        options.all = try all || Environment.bool("FDNIX_UPDATE_ALL") ?? false
        options.key = try (key ?? Environment.string("FDNIX_UPDATE_KEY")).map { try VerificationKey($0) }
        options.allowsOlder = allowOlder
        let logger = Logger(label: "fdnix.updater")
        let updater = Updater(directory, progress: ProgressDisplay.make(logger)) { path in
            do { _ = try SearchIndex(path: path, schema: .packages) } catch let error as FdnixError {
                throw error.code == .incompatible ? error.adding("; a newer fdnix may read it") : error
            }
        }
        let outcome: Updater.Outcome
        if place.lowercased().hasPrefix("http://") || place.lowercased().hasPrefix("https://") {
            outcome = try await updater.update(from: try WebSource(place, logger: logger), options)
        } else {
            let store = try ObjectLocation(place)
            let source = StoreSource(try store.publication(forReading: true), address: "\(store)")
            outcome = try await updater.update(from: source, options)
        }
        var output = StandardOutput()
        let news = outcome.replaced.isEmpty ? "is up to date" : "has \(outcome.replaced.joined(separator: ", ")) anew"
        try output.line("\(directory) \(news): run \(outcome.runID)\(outcome.isSigned ? ", signature verified" : "")")
        try output.flush()
    }
}
