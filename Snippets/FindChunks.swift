//! Keeps pieces of documents with their vectors, and finds those that a question is nearest to.
//!
//! `swift run FindChunks QUESTION`: in the file `chunks.sqlite`, or in the Postgres database that DATABASE_URL names.

import Basics
import DocumentStore
import JSON
import Postgres
import Synchronization

/// How often each letter is there, as a vector of length 1; a model would say more.
@Sendable func letters(_ text: String) -> [Float] {
    var counts = [Float](repeating: 0, count: 26)
    for byte in text.lowercased().utf8 where (97...122).contains(byte) { counts[Int(byte) - 97] += 1 }
    let length = counts.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return counts.map { $0 / max(length, 1) }
}

let collection = DocumentCollection("letters", dimension: 26)
var store: any DocumentStore = EmbeddedStore("chunks.sqlite")
if let url = ProcessEnvironment.current["DATABASE_URL"] { store = PostgresStore(try PostgresConfiguration(url: url)) }
try await store.migrate([collection])

// All chunks become the document's only version as one; who searches meanwhile sees the old one or the new one.
let pieces = Mutex(["Boil water in the kettle.", "Descale it with vinegar once a month."][...])
let count = try await store.replace(
    "file:///kettle.txt", in: collection, keepingInactive: 0,
    with: {
        guard let text = pieces.withLock({ $0.popFirst() }) else { return nil }
        let time = Int64(Timestamp.milliseconds)
        return StoredChunk(text: text, vector: letters(text), metadata: ["create_timestamp": .integer(time)])
    }, mayCommit: {})
print("\(count) chunks are in \(store.location)")

let question = CommandLine.arguments.dropFirst().first ?? "vinegar"
for found in try await store.search(ChunkQuery(question, vector: letters(question), in: collection)) {
    print(found.score, found.text)
}
