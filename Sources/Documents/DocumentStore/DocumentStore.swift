import Basics

/// Chunks of documents with their vectors, in collections of one model each: a Postgres database with pgvector, a file of
/// SQLite, memory.
///
/// A document is known by its source, a URI. Its chunks are replaced as one: a reader sees those of one version, never a
/// mix, and of each collection at most one version is active. Every call fails with an `FdnixError`: `notFound` for a
/// collection that is not there, `usage` for vectors of another size, `denied`, `network`, `io`, `database`; and
/// `CancellationError` when the task is cancelled.
public protocol DocumentStore: Sendable {
    /// Where it is, for messages: host and database, or a file's path; without credentials.
    var location: String { get }

    /// Makes the tables, indexes and collections that are not there yet; what is there stays as it is.
    func migrate(_ collections: [DocumentCollection]) async throws

    /// Whether the collection is there; nothing is made.
    func hasCollection(_ name: String) async throws -> Bool

    /// The vectors that a collection has of texts, by the `content_hash` of each; of other models or sizes there are none.
    func vectors(
        of contentHashes: [String], modelID: String, in collection: DocumentCollection
    ) async throws -> [String: [Float]]

    /// Makes the chunks that `next` gives one by one the active version of a document in a collection, in one transaction:
    /// what was active becomes inactive, and of inactive versions the newest `kept` stay. Gives the number of chunks.
    ///
    /// `mayCommit` is asked last, while the transaction is open and the document locked; what it throws undoes everything
    /// and is thrown.
    func replace(
        _ source: String, in collection: DocumentCollection, keepingInactive kept: Int,
        with next: @escaping @Sendable () throws -> StoredChunk?, mayCommit: @escaping @Sendable () async throws -> Void
    ) async throws -> Int

    /// Removes all chunks of a document, in every collection or in the one of this name; gives how many there were.
    @discardableResult
    func remove(_ source: String, from collection: String?) async throws -> Int

    /// Removes a collection with all its chunks and makes it anew.
    func empty(_ collection: DocumentCollection) async throws

    /// One page of the sources that have an active chunk, ascending, those after `source` where one is given, in every
    /// collection or in the one of this name.
    func sources(in collection: String?, after source: String?, limit: Int) async throws -> [String]

    /// The chunks that answer a question best, best first.
    func search(_ query: ChunkQuery) async throws -> [FoundChunk]
}

/// The chunks of one model.
public struct DocumentCollection: Sendable, Hashable {
    /// What it is called: the key of the model.
    public var name: String
    /// How many numbers its vectors have.
    public var dimension: Int

    /// A collection of vectors of `dimension` numbers.
    public init(_ name: String, dimension: Int) {
        self.name = name
        self.dimension = dimension
    }
}
