import Basics
import DocumentStore
import JSON
import Postgres
import Synchronization

/// Measures writing documents to a store and searching it, for Benchmarks/documents/stores.py, which measures psycopg
/// beside it.
///
///     store-benchmark write STORE CHUNKS DIMENSION     seconds, for a document that is new and for its next version
///     store-benchmark search STORE DIMENSION COUNT     milliseconds a question: vectors, with a filter, with words
///
/// STORE is a URL of Postgres or a path.
@main
enum StoreBenchmark {
    static func main() async throws {
        let words = Array(CommandLine.arguments.dropFirst())
        let numbers = words.dropFirst(2).compactMap { Int($0) }
        guard words.count == 4, numbers.count == 2 else {
            return print("usage: store-benchmark write STORE CHUNKS DIMENSION | search STORE DIMENSION COUNT")
        }
        let store: any DocumentStore =
            words[1].contains("://") ? PostgresStore(try PostgresConfiguration(url: words[1])) : EmbeddedStore(words[1])
        if words[0] == "write" {
            try await write(store, chunks: numbers[0], DocumentCollection("benchmark", dimension: numbers[1]))
        } else {
            try await search(store, DocumentCollection("benchmark", dimension: numbers[0]), count: numbers[1])
        }
    }

    private static func write(_ store: any DocumentStore, chunks: Int, _ collection: DocumentCollection) async throws {
        try await store.migrate([collection])
        // Made before the clock runs: the vectors come from elsewhere.
        let vectors = (0..<chunks).map { vector(UInt64($0), collection.dimension) }
        for version in 1...2 {
            let number = Atomic(0)
            let seconds = try await time {
                _ = try await store.replace("s3://benchmark/document", in: collection, keepingInactive: 0) {
                    let index = number.wrappingAdd(1, ordering: .relaxed).oldValue
                    return index < chunks ? chunk(index, version, vectors[index]) : nil
                } mayCommit: {
                }
            }
            print(seconds)
        }
    }

    private static func chunk(_ index: Int, _ version: Int, _ vector: [Float]) -> StoredChunk {
        let metadata: JSONValue = [
            "source": "s3://benchmark/document", "create_timestamp": .integer(Int64(version)),
            "content_hash": .string("hash \(index)"), "chunk_index": .integer(Int64(index)),
        ]
        let words = "chunk \(index) of a document about subject \(index % 97) "
        return StoredChunk(text: String(repeating: words, count: 10), vector: vector, metadata: metadata)
    }

    private static func search(_ store: any DocumentStore, _ collection: DocumentCollection, count: Int) async throws {
        let kinds: [(ChunkQuery.Mode, ChunkFilter?)] = [
            (.vector, nil), (.vector, .compare("chunk_index", .less, 1000)), (.hybrid, nil),
        ]
        for (mode, filter) in kinds {
            var times: [Double] = []
            // The first one reads what the others find in memory.
            for number in 0...count {
                let query = ChunkQuery(
                    "subject \(number % 97)", vector: vector(UInt64(1_000_000 + number), collection.dimension),
                    in: collection, mode: mode, threshold: -1, filter: filter)
                times.append(try await time { _ = try await store.search(query) })
            }
            let sorted = times.dropFirst().sorted()
            print(times[0] * 1000, sorted[sorted.count / 2] * 1000, sorted[sorted.count * 95 / 100] * 1000)
        }
    }

    private static func time(_ body: () async throws -> Void) async throws -> Double {
        let start = ContinuousClock.now
        try await body()
        return (ContinuousClock.now - start).seconds
    }

    private static func vector(_ seed: UInt64, _ dimension: Int) -> [Float] {
        var state = seed &* 0x9E37_79B9_7F4A_7C15
        let numbers = (0..<dimension).map { _ in
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Float(Int64(bitPattern: state) >> 40) / 8_388_608
        }
        let length = numbers.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return length > 0 ? numbers.map { $0 / length } : [1] + numbers.dropFirst()
    }
}
