import Basics
import DocumentStoreConformance
import JSON
import Postgres
import TestSupport
import Testing

@testable import DocumentStore

/// Leaves rows in the schema `readers`, and what is found among them in the file that FDNIX_TEST_POSTGRES_ANSWERS names,
/// for Tests/System/postgres/test_readers.py to find the same.
@Suite("Documents in a Postgres server for other programs")
struct LivePostgresReadersTests {
    private static let collection = DocumentCollection("readers", dimension: 32)

    private static func vector(_ random: inout SplitMix) -> [Float] {
        let numbers = (0..<collection.dimension).map { _ in Float.random(in: -1...1, using: &random) }
        let length = numbers.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return numbers.map { $0 / length }
    }

    @Test func leavesRowsAndAnswers() async throws {
        let schema = try await PostgresConnection.open(LivePostgres.configuration())
        try await schema.execute("CREATE SCHEMA readers")
        let store = PostgresStore(try LivePostgres.configuration("?options=-csearch_path%3Dreaders%2Cpublic"))
        try await store.migrate([Self.collection])
        var random = SplitMix(7)
        for (version, document) in [(1, "a"), (1, "b"), (2, "a")] {
            var chunks = (0..<200).map { number in
                StoredChunk(
                    text: "\(document) \(version) \(number)", vector: Self.vector(&random),
                    metadata: [
                        "source": .string("s3://b/\(document)"), "create_timestamp": .integer(Int64(version)),
                        "chunk_index": .integer(Int64(number)), "kind": number % 3 == 0 ? "it's" : "\u{DC}ber",
                        "ratio": .double(Double(number) / 8),
                    ])
            }
            chunks.reverse()
            let next = handing(chunks)
            _ = try await store.replace(
                "s3://b/\(document)", in: Self.collection, keepingInactive: 1, with: next, mayCommit: {})
        }
        let filters: [JSONValue] = [
            nil, ["kind": "it's"], ["chunk_index": ["$gte": 150]], ["ratio": ["$lt": 2.5]],
            ["source": ["$in": ["s3://b/a", "s3://b/z"]]], ["kind": ["$like": "%ber"]], ["kind": ["$ne": "it's"]],
            ["$and": [["kind": "it's"], ["chunk_index": ["$between": [10, 90]]]]],
        ]
        var lines: [JSONValue] = []
        for filter in filters {
            for _ in 0..<5 {
                let question = Self.vector(&random)
                let query = ChunkQuery(
                    "", vector: question, in: Self.collection, limit: 10, threshold: -1,
                    filter: filter.isNull ? nil : try ChunkFilter(json: filter))
                let found = try await store.search(query)
                #expect(found.count == 10)
                lines.append([
                    "question": .array(question.map { .double(Double($0)) }), "filter": filter,
                    "found": .array(found.map { ["text": .string($0.text), "score": .double($0.score)] }),
                ])
            }
        }
        let text = lines.map { $0.description + "\n" }.joined()
        try AtomicFile.write(Array(text.utf8), to: try LivePostgres.variable("FDNIX_TEST_POSTGRES_ANSWERS"))
    }
}
