import ArgumentParser
import Basics
import CommandRunner
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
    @Option(help: ArgumentHelp("What made the vectors (default: as the settings say).", valueName: "model"))
    var model: String?
    @Option(help: ArgumentHelp("How texts of words were written.", valueName: "format"))
    var textFormat: String?

    func validate() throws {
        guard isServer, from ?? model ?? textFormat != nil else { return }
        throw ValidationError("--from, --model and --text-format are of directories; a server says itself what it has")
    }

    private var isServer: Bool { path.hasPrefix("http://") || path.hasPrefix("https://") }

    func run() async throws {
        let workshop = try CommandWorkshop.make(.collection)
        workshop.removeAbandoned()
        let target = try await workshop.segments(collection)
        if isServer {
            let source = try await workshop.chroma(collection, url: path)
            return try JSONLines.print(try await source.transfer(to: target, workshop).json)
        }
        let records = try await directory(workshop) { try $0.records(of: from ?? collection.rawValue) }
        let configured = try workshop.space()
        let space = VectorSpace(
            model: model ?? configured.model, dimension: records.first?.vector.count ?? configured.dimension,
            textFormat: textFormat ?? TextFormat.tagged)
        let summary = try await target.replaceAll(in: space, knowing: Ledger()) { add in
            try await add(records.map { CollectionRecord(record: $0.record.imported, vector: $0.vector) })
        }
        try JSONLines.print(summary.json)
    }

    /// Opens the directory, or the archive unpacked beside other temporary files.
    private func directory<T>(_ workshop: Workshop, _ body: (ChromaDirectory) throws -> T) async throws -> T {
        if FileSystem.isDirectory(path) { return try body(try ChromaDirectory(path: path)) }
        guard FileSystem.kind(of: path) == .regularFile else {
            throw FdnixError(.notFound, "there is no \(path.printable(onOneLine: true)): name a directory or a .tar.gz")
        }
        let folder = try WorkingFolder(in: workshop.temporaryDirectory, prefix: "receipts-import-")
        try await ChromaArchive.unpack(try DescriptorInput(path: path), into: folder.path)
        return try withExtendedLifetime(folder) { try body(try ChromaDirectory(path: folder.path)) }
    }
}
