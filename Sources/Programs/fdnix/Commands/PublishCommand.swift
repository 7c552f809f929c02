import ArgumentParser
import Basics
import Logging
import ObjectStorage
import Observability
import PackageSearch
import Publishing
import Settings

/// `fdnix publish`: lets others fetch what `fdnix index` made.
struct PublishCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish", abstract: "Publish artifacts for `fdnix update`, or the Lambda layer.",
        discussion: """
            A directory behind any web server is enough. Keys for --sign come from OpenSSL: \
            `openssl genpkey -algorithm ed25519 -out key.pem`; readers pin the line that `openssl pkey -in key.pem -pubout` \
            prints. Without --to the layer is published, as PROCESSING_MODE=publish does.
            """)

    @Option(help: "Where to: s3://BUCKET/PREFIX or a directory (FDNIX_PUBLISH_TO).", completion: .directory)
    var to: String?
    @Option(help: "Sign with this Ed25519 key, a PEM file (FDNIX_SIGN).", completion: .file())
    var sign: String?
    @Option(help: "index: the search index without the databases (FDNIX_PUBLISH_ONLY).")
    var only: String?
    @Option(help: "Where the artifacts are (FDNIX_OUTPUT).", completion: .directory)
    var output: String?

    func run() async throws {
        guard let to = to ?? Environment.string("FDNIX_PUBLISH_TO") else { return try await publishLayer() }
        let only = only ?? Environment.string("FDNIX_PUBLISH_ONLY")
        guard only == nil || only == "index" else { throw FdnixError(.usage, "--only takes: index") }
        var settings = Settings(ProcessEnvironment.current)
        let limit = ShrinkLimit(share: settings.double("FDNIX_MAX_SHRINK", default: 0.2, 0...1))
        try settings.check()
        let place = try ObjectLocation(to)
        let signing = try (sign ?? Environment.string("FDNIX_SIGN")).map { try SigningKey(file: $0) }
        let logger = Logger(label: "fdnix.publisher")
        let set = try ArtifactSet(directory: directory, onlyIndex: only != nil)
        let paths = try await set.prepare()
        defer { set.cleanUp() }
        let publisher = Publisher(try place.publication(), progress: ProgressDisplay.make(logger), logger: logger)
        let outcome = try await publisher.publish(set.manifest, paths: paths, signing: signing, limit: limit)
        var output = StandardOutput()
        try output.line(
            "\(place) leads to the run \(outcome.runID): \(outcome.uploadedBytes.grouped) bytes uploaded, "
                + "\(outcome.removedRuns.count) old runs removed")
        if let signing { try output.line("signed; readers pin: --key \(try signing.verificationKey())") }
        try output.flush()
    }

    private var directory: String {
        output ?? Environment.string("FDNIX_OUTPUT")
            ?? IndexLocation.dataDirectory(environment: ProcessEnvironment.current)
    }

    /// The layer alone: phase 4 of a run.
    private func publishLayer() async throws {
        let index = try IndexCommand.parse(["--phase", "publish"] + (output.map { ["--output", $0] } ?? []))
        try await index.run()
    }
}
