public import Basics
public import ReceiptCollections
public import ReceiptEvents
public import ReceiptModel
public import Segments
import Synchronization
public import Tables

/// One of the two collections, kept by a Chroma server, which other programs may read with Chroma's own clients.
///
/// What is known of receipts lies in the table, as the server cannot write under a condition. A reader makes nothing; a writer
/// makes the collection where there is none.
public struct ChromaCollection: CollectionReader, CollectionWriter {
    /// Which of the two it is.
    public let name: CollectionName
    let server: ChromaServer
    let space: VectorSpace
    let events: ReceiptEvents
    let table: any Table
    let time: TimeSource
    private let found = FoundCollection()
    /// Whether it is an error for a reader that the server has no such collection; else there is nothing in it then.
    public var mustExist = false
    /// Whether `replaceAll` may remove a collection that another program made, or that has vectors of another kind.
    public var replacesOthers = false

    /// A collection of a server; the vectors that are written are of a kind, and leases and ledger lie in a table.
    public init(
        _ name: CollectionName, server: ChromaServer, table: any Table, space: VectorSpace,
        events: ReceiptEvents = .none, time: TimeSource = .system
    ) {
        self.name = name
        self.server = server
        self.table = table
        self.space = space
        self.events = events.of(name)
        self.time = time
    }

    /// What vectors must be to come into the collection.
    public var expectedSpace: VectorSpace? { space }

    /// The collection's name on the server.
    public var serverName: String { server.settings.prefix + name.rawValue }

    /// Begins with a group, and makes the collection where there is none. Throws `incompatible` for one whose vectors are of
    /// another kind, and what requests do.
    public func session(owner: String) async throws -> any CompactionSession {
        let found = try await ServerCollection.settled(serverName, on: server)
        try found?.answer.check(space)
        let collection =
            if let found { found } else { try await ServerCollection.make(serverName, space, on: server) }
        let leases = ReceiptLeases(name, table, owner: owner, server.settings, time: time)
        return ChromaSession(name, collection, leases, events)
    }

    /// Reads from the collection, or nothing where there is none. Where it was made anew since it was found, or while it was
    /// read, it is looked for again.
    func reading<T>(_ nothing: T, _ body: (ServerCollection) async throws -> T) async throws -> T {
        var collection = found.collection(at: time.now())
        var gone: (id: String, error: FdnixError)?
        while true {
            if collection == nil {
                collection = try await present()
                found.keep(collection, at: time.now())
            }
            guard let current = collection else { return nothing }
            if let gone, gone.id == current.answer.id { throw gone.error }
            do {
                return try await body(current)
            } catch let error as FdnixError where error.code == .notFound {
                gone = (current.answer.id, error)
                collection = nil
            }
        }
    }

    /// The collection as the server has it now; nil where there is none. Throws `notFound` then where it must be there, and where
    /// the server has no such database.
    func present() async throws -> ServerCollection? {
        if let collection = try await ServerCollection.current(serverName, on: server) { return collection }
        guard mustExist else { return nil }
        throw FdnixError(
            .notFound,
            "the Chroma server has no collection \(serverName) at \(server.location): check the address, CHROMA_TENANT, "
                + "CHROMA_DATABASE and CHROMA_COLLECTION_PREFIX")
    }
}

/// The collection as it was found last.
private final class FoundCollection: Sendable {
    private let value = Mutex<(collection: ServerCollection, time: Int)?>(nil)
    /// It is looked for again after a minute, in milliseconds: one that was replaced may be there for a while.
    private static let lifetime = 60_000

    func collection(at now: Int) -> ServerCollection? {
        value.withLock { found in
            guard let found, (0..<Self.lifetime).contains(now - found.time) else { return nil }
            return found.collection
        }
    }

    func keep(_ collection: ServerCollection?, at now: Int) {
        // Without vectors it does not know yet of how many numbers they are.
        let known = collection.flatMap { $0.answer.dimension == nil ? nil : ($0, now) }
        value.withLock { $0 = known }
    }
}
