import ArgumentParser
import Basics
import ChromaCollections
import CommandRunner
import Interruption
import ReceiptCollections
import ReceiptModel
import Receipts
import SegmentCollections
import Segments

/// `receipts export`: writes the collections into a Chroma server.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write the collections into a Chroma server, in place of what it has of them.",
        discussion: """
            Records are written into NAME-unfinished, which takes the name in the end: who reads meanwhile has the old \
            ones, also where this is interrupted. Collections that are empty here are left out.
            """)

    @Argument(help: "lines, words (default: both).")
    var collections: [CollectionName] = []
    @Option(help: ArgumentHelp("The server, as http://127.0.0.1:8000.", valueName: "url"))
    var to: String
    @Flag(help: "Also replace what another program wrote, or what has vectors of another kind.")
    var replace = false

    func run() async throws {
        let workshop = try CommandWorkshop.make(.collection)
        try workshop.checkThere()
        let (named, url, replace) = (collections, to, replace)
        try await Interruptible.run(grace: .seconds(25)) {
            for (source, summary) in try await Self.sources(named, workshop) {
                var target = try await workshop.chroma(source.name, url: url)
                target.replacesOthers = replace
                let space = try summary.space ?? workshop.space()
                try JSONLines.print(try await source.transfer(summary, in: space, to: target).json)
            }
        }
    }

    /// The collections, read and checked. One that has no version would empty the server's.
    private static func sources(
        _ named: [CollectionName], _ workshop: Workshop
    ) async throws -> [(collection: SegmentCollection, summary: CollectionSummary)] {
        var sources: [(SegmentCollection, CollectionSummary)] = []
        for name in named.isEmpty ? CollectionName.allCases : named {
            let collection = try await workshop.segments(name)
            let summary = try await collection.verify()
            // One of Chroma's has none until the first merge.
            guard summary.version == nil, summary.count == 0 else {
                sources.append((collection, summary))
                continue
            }
            guard named.isEmpty else {
                throw FdnixError(
                    .notFound, "there is no version of \(name.rawValue) here to export: submit and drain, or import one"
                )
            }
            Terminal.writeToStandardError(
                "receipts: there is no version of \(name.rawValue) here; what the server has of it stays\n")
        }
        guard !sources.isEmpty else {
            throw FdnixError(.notFound, "there is nothing to export: submit and drain, or import a collection")
        }
        return sources
    }
}

/// `receipts snapshot`: writes a version of segments from a Chroma server.
struct SnapshotCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshot", abstract: "Publish what a Chroma server has as a version made of segments.",
        discussion: "For COLLECTION_BACKEND=chroma, whose collections have no versions of their own.")

    @Argument(help: "lines, words (default: both).")
    var collections: [CollectionName] = []

    func run() async throws {
        let workshop = try CommandWorkshop.make(RequiredSettings([], [.model, .collections, .server]))
        let names = collections.isEmpty ? CollectionName.allCases : collections
        try await Interruptible.run(grace: .seconds(25)) {
            for name in names {
                try JSONLines.print(try await ServerSource(try await workshop.chroma(name), workshop).publish().json)
            }
        }
    }
}

/// A server's collection that becomes a version made of segments.
struct ServerSource {
    private let collection: ChromaCollection
    private let workshop: Workshop

    /// A collection that must be there: nothing would empty what there is here.
    init(_ collection: ChromaCollection, _ workshop: Workshop) {
        var collection = collection
        collection.mustExist = true
        self.collection = collection
        self.workshop = workshop
    }

    /// Publishes the version. What made the vectors is what is named, else what the server says, else what the settings do; their
    /// size is what it is. Throws `notFound` where the server has no such collection.
    func publish(model: String? = nil, textFormat: String? = nil) async throws -> CollectionSummary {
        let target = try await workshop.segments(collection.name)
        let summary = try await collection.verify()
        let vectors = try await collection.vectors()
        let configured = try workshop.space()
        let space = VectorSpace(
            model: model ?? vectors.model ?? configured.model, dimension: vectors.dimension ?? configured.dimension,
            textFormat: textFormat ?? summary.space?.textFormat ?? TextFormat.tagged)
        let published = try await collection.transfer(summary, in: space, to: target)
        if published.count > 0 { try workshop.warn(of: space, collection.name) }
        return published
    }
}

extension Workshop {
    /// Says so where a collection has vectors of another size than the settings want: that is right for an archive alone.
    func warn(of space: VectorSpace, _ name: CollectionName) throws {
        let wanted = try self.space().dimension
        guard space.dimension != wanted else { return }
        Terminal.writeToStandardError(
            "receipts: the vectors of \(name.rawValue) have \(space.dimension) numbers now, and EMBEDDING_DIMENSIONS says "
                + "\(wanted): set it to \(space.dimension), or texts are not compared with them and no receipt comes to them\n"
        )
    }
}

extension CollectionReader {
    /// Writes all records into another collection, in place of what it has; `summary` is what was found when they were checked.
    /// Throws `conflict` where they are not as many any more, and what either collection throws.
    func transfer(
        _ summary: CollectionSummary, in space: VectorSpace, to target: any CollectionWriter
    ) async throws -> CollectionSummary {
        // Before the records: what comes between the two is then merged once more, and never left out.
        let ledger = try await ledger()
        return try await target.replaceAll(in: space, knowing: ledger) { add in
            var count = 0
            try await forEach(batchesOf: 500) { batch in
                try Task.checkCancellation()
                try await add(batch)
                count += batch.count
            }
            // A version is read as it is, though another one may be published meanwhile.
            guard summary.version != nil || count == summary.count else {
                throw FdnixError(
                    .conflict,
                    "\(name.rawValue) had \(summary.count.grouped) records when they were checked, and \(count.grouped) when "
                        + "they were read: nothing is replaced; stop the compactor, and try again")
            }
        }
    }
}
