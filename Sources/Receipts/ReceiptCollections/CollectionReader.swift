import Basics
public import ReceiptModel
public import Segments

/// Reads one of the two collections, whatever keeps it. A reader never changes anything that another reader sees.
public protocol CollectionReader: Sendable {
    /// Which of the two it is.
    var name: CollectionName { get }

    /// Makes the collection ready to be read, as by restoring it from the object store. One that is empty everywhere is not an
    /// error.
    func prepare() async throws

    /// The model and the size of the collection's vectors, as far as they are known.
    func vectors() async throws -> KnownVectors

    /// The `limit` nearest records by squared Euclidean distance that the filter admits, the nearest first, equal ones by id;
    /// all where there are fewer. Throws `usage` for a vector of another size.
    func nearest(
        _ vector: [Float], limit: Int, filter: MetadataFilter?, isExact: Bool
    ) async throws -> [NearestRecords.Match]

    /// The records with these ids, in the order of the ids; those that are not there are left out.
    func records(_ ids: [String]) async throws -> [CollectionRecord]

    /// What is known of the receipts whose records it has, or had until they were removed.
    func ledger() async throws -> Ledger

    /// Reads and checks all there is. Throws `corrupt` where something contradicts itself.
    func verify() async throws -> CollectionSummary

    /// Hands over all records in the order of their ids, at most `size` at a time. Throws what `body` does.
    func forEach(batchesOf size: Int, _ body: (_ batch: [CollectionRecord]) async throws -> Void) async throws
}

extension CollectionReader {
    /// Throws `incompatible` where the collection is known to have vectors of another model or size than those that are to be
    /// compared with them: distances would mean nothing.
    public func checkComparable(model: String, dimension: Int) async throws {
        let known = try await vectors()
        guard known.model ?? model != model || known.dimension ?? dimension != dimension else { return }
        throw FdnixError(
            .incompatible,
            "the collection \(name.rawValue) has vectors of \(known.model ?? "an unknown model"), "
                + "\(known.dimension ?? dimension) dims, which cannot be compared with those of \(model), \(dimension) dims: "
                + "set EMBEDDING_PROVIDER, EMBEDDING_MODEL and EMBEDDING_DIMENSIONS as they were when it was made")
    }
}

/// What is known of a collection's vectors; a collection without any may know nothing.
public struct KnownVectors: Sendable, Hashable {
    /// The model that made them.
    public var model: String?
    /// How many numbers each has.
    public var dimension: Int?

    /// What is known of vectors; nothing unless told.
    public init(model: String? = nil, dimension: Int? = nil) {
        self.model = model
        self.dimension = dimension
    }
}

/// A record with its vector.
public struct CollectionRecord: Sendable, Equatable {
    /// Id, document and metadata.
    public var record: Record
    /// As many numbers as the collection's vectors have.
    public var vector: [Float]

    /// A record with its vector.
    public init(record: Record, vector: [Float]) {
        self.record = record
        self.vector = vector
    }
}

/// What a collection is at.
public struct CollectionSummary: Sendable, Hashable {
    /// Which of the two it is.
    public var collection: CollectionName
    /// The version that readers see; nil where there is none, and for a server that has no versions.
    public var version: String?
    /// How many records there are.
    public var count: Int
    /// What made the vectors; nil for an empty collection.
    public var space: VectorSpace?

    /// A summary of a collection.
    public init(_ collection: CollectionName, version: String?, count: Int, space: VectorSpace?) {
        self.collection = collection
        self.version = version
        self.count = count
        self.space = space
    }
}
