import Basics
import DocumentStore
import JSON
import Platform
import Postgres
import Synchronization

extension DocumentBenchmark {
    /// Writes rows to the database DATABASE_URL as one document; prints the seconds that `replace` took.
    static func writePostgres(_ words: [String]) async throws {
        let rows = try Rows(texts: words[0], vectors: words[1], dimension: Int(words[2]) ?? 0)
        guard let url = ProcessEnvironment.current["DATABASE_URL"] else {
            throw FdnixError(.usage, "DATABASE_URL is not set: run this below Tests/System/postgres/with-server")
        }
        let store = PostgresStore(try PostgresConfiguration(url: url, tls: PostgresTLS(.prefer)))
        let collection = DocumentCollection("benchmark", dimension: rows.dimension)
        // Connects as well, which is not measured of the peer either.
        if try await !store.hasCollection(collection.name) { try await store.migrate([collection]) }
        guard !rows.chunks.isEmpty else { return }
        let start = ContinuousClock.now
        let count = try await write(rows.chunks[...], as: "s3://benchmark/large.txt", to: store, collection)
        print("\((ContinuousClock.now - start).seconds) \(count)")
    }

    /// Writes rows to a file of SQLite, a thousand a document; prints the seconds.
    static func writeEmbedded(_ words: [String]) async throws {
        let rows = try Rows(texts: words[1], vectors: words[2], dimension: Int(words[3]) ?? 0)
        let store = EmbeddedStore(words[0])
        let collection = DocumentCollection("benchmark", dimension: rows.dimension)
        let start = ContinuousClock.now
        try await store.migrate([collection])
        for first in stride(from: 0, to: rows.chunks.count, by: 1000) {
            let part = rows.chunks[first..<min(first + 1000, rows.chunks.count)]
            _ = try await write(part, as: "s3://benchmark/\(first).txt", to: store, collection)
        }
        print((ContinuousClock.now - start).seconds)
    }

    /// Asks a file of SQLite for the ten nearest of each vector of a file. Prints a line a question: its seconds and the
    /// places of what was found.
    static func searchEmbedded(_ words: [String]) async throws {
        let dimension = Int(words[2]) ?? 0
        let questions = try vectors(words[1], dimension: dimension)
        let store = EmbeddedStore(words[0])
        let collection = DocumentCollection("benchmark", dimension: dimension)
        for question in questions {
            let query = ChunkQuery("", vector: question, in: collection, limit: 10, threshold: -1)
            let start = ContinuousClock.now
            let found = try await store.search(query)
            let seconds = (ContinuousClock.now - start).seconds
            let places = found.compactMap { $0.metadata["chunk_index"]?.int }.map { "\($0)" }
            print("\(seconds) \(places.joined(separator: " "))")
        }
    }

    private static func write(
        _ chunks: ArraySlice<StoredChunk>, as source: String, to store: any DocumentStore,
        _ collection: DocumentCollection
    ) async throws -> Int {
        let rest = Mutex(chunks)
        return try await store.replace(
            source, in: collection, keepingInactive: 0, with: { rest.withLock { $0.popFirst() } }, mayCommit: {})
    }

    private static func vectors(_ path: String, dimension: Int) throws -> [[Float]] {
        let bytes = try FileSystem.read(path)
        guard dimension > 0, bytes.count.isMultiple(of: 4 * dimension) else {
            throw FdnixError(.usage, "\(path) does not hold vectors of \(dimension) 32-bit numbers")
        }
        let numbers = bytes.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
        return stride(from: 0, to: numbers.count, by: dimension).map { Array(numbers[$0..<$0 + dimension]) }
    }

    /// Chunks of two files: a line of JSON each with `text` and `metadata`, and the vectors in the same order.
    private struct Rows {
        let dimension: Int
        let chunks: [StoredChunk]

        init(texts: String, vectors path: String, dimension: Int) throws {
            self.dimension = dimension
            let lines = try FileSystem.read(texts).split(separator: UInt8(ascii: "\n"))
            chunks = try zip(lines, DocumentBenchmark.vectors(path, dimension: dimension)).map { line, vector in
                let row = try JSONValue.parse(Array(line))
                return StoredChunk(
                    text: row["text"]?.string ?? "", vector: vector, metadata: row["metadata"] ?? .object([:]))
            }
        }
    }
}
