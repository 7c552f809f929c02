import ArgumentParser
import Basics
import CommandRunner
import Interruption
import ReceiptCollections
import ReceiptModel
import Receipts
import SegmentCollections
import Segments

/// `receipts import`: publishes what Chroma has as a version made of segments.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Publish the records of a Chroma directory, tarball or server, in place of what the collection has.")

    @Argument(help: "lines or words; also the name of Chroma's collection, unless --from names another.")
    var collection: CollectionName
    @Argument(help: ArgumentHelp("A directory, a .tar.gz of one, or a server's http address.", valueName: "path"))
    var path: String
    @Option(help: ArgumentHelp("The name of Chroma's collection.", valueName: "name"))
    var from: String?
    @Option(help: ArgumentHelp("What made the vectors (default: as a server or the settings say).", valueName: "model"))
    var model: String?
    @Option(help: ArgumentHelp("How texts of words were written.", valueName: "format"))
    var textFormat: String?

    func validate() throws {
        guard isServer, from != nil else { return }
        throw ValidationError("--from is of directories; a server's collection is found by CHROMA_COLLECTION_PREFIX")
    }

    private var isServer: Bool { path.hasPrefix("http://") || path.hasPrefix("https://") }

    func run() async throws {
        let workshop = try CommandWorkshop.make(.collection)
        workshop.removeAbandoned()
        if isServer {
            let source = ServerSource(try await workshop.chroma(collection, url: path), workshop)
            let (model, textFormat) = (model, textFormat)
            return try await Interruptible.run(grace: .seconds(25)) {
                try JSONLines.print(try await source.publish(model: model, textFormat: textFormat).json)
            }
        }
        let target = try await workshop.segments(collection)
        let folder = try WorkingFolder(in: workshop.temporaryDirectory, prefix: "receipts-import-")
        // The vectors are read from files there while they are published.
        defer { withExtendedLifetime(folder) {} }
        let contents = try await directory(folder).contents(of: from ?? collection.rawValue)
        let configured = try workshop.space()
        let space = VectorSpace(
            model: model ?? configured.model,
            dimension: contents.records.isEmpty ? configured.dimension : contents.dimension,
            textFormat: textFormat ?? TextFormat.tagged)
        let summary = try await target.replaceAll(in: space, knowing: Ledger()) { add in
            for start in stride(from: 0, to: contents.records.count, by: Self.atOnce) {
                let indices = start..<min(start + Self.atOnce, contents.records.count)
                try await add(
                    indices.map {
                        CollectionRecord(record: contents.records[$0].imported, vector: try contents.vector($0))
                    })
            }
        }
        if summary.count > 0 { try workshop.warn(of: space, collection) }
        try JSONLines.print(summary.json)
    }

    /// How many records are in memory with their vectors.
    private static let atOnce = 500

    /// Opens the directory, or the archive unpacked in a folder.
    private func directory(_ folder: WorkingFolder) async throws -> ChromaDirectory {
        if FileSystem.isDirectory(path) {
            return try ChromaDirectory(path: path, copyingTo: folder.file("database"))
        }
        guard FileSystem.kind(of: path) == .regularFile else {
            throw FdnixError(.notFound, "there is no \(path.printable(onOneLine: true)): name a directory or a .tar.gz")
        }
        let unpacked = folder.file("chroma")
        try FileSystem.createDirectories(unpacked)
        try await ChromaArchive.unpack(try DescriptorInput(path: path), into: unpacked)
        return try ChromaDirectory(path: try ChromaArchive.root(of: unpacked))
    }
}
