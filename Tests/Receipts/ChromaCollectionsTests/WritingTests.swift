import Basics
import JSON
import ReceiptModel
import Segments
import Testing

@testable import ChromaCollections

@Suite(.timeLimit(.minutes(15))) struct ServerWritingTests {
    private func collection(
        _ stand: StandInChroma, _ change: (inout ChromaSettings) -> Void = { _ in }
    ) async throws -> ServerCollection {
        try await ServerCollection.make("lines", space, on: try stand.server(change))
    }

    private func columns(_ request: StandInChroma.Request, _ name: String) -> [JSONValue] {
        request.json[name]?.array ?? []
    }

    @Test("Records are sent in batches of what the server takes, and of what a hosted one does")
    func batches() async throws {
        let records = (0..<700).map { write("r\($0)") }
        for (preflight, isHosted, sizes) in [
            (#"{"max_batch_size":300}"#, false, [300, 300, 100]),
            (#"{"max_batch_size":5461,"supports_base64_encoding":true}"#, false, [700]),
            (#"{"max_batch_size":5461,"supports_base64_encoding":true}"#, true, [300, 300, 100]), ("{}", false, [700]),
        ] {
            try await withChroma(preflight: preflight) { stand in
                let collection = try await collection(stand) { $0.isHosted = isHosted }
                try await collection.upsert(records)
                #expect(stand.requests("upsert").map { columns($0, "ids").count } == sizes)
                #expect(try await collection.count() == 700)
                try await collection.delete(records.map(\.id))
                #expect(try await collection.count() == 0)
                #expect(stand.requests("pre-flight-checks").count == 1)
                let isText = stand.requests("upsert").allSatisfy { columns($0, "embeddings").first?.string != nil }
                #expect(isText == preflight.contains("base64"))
            }
        }
    }

    @Test("No request has more than 16 MiB, unless one record has")
    func bytes() async throws {
        try await withChroma { stand in
            let collection = try await collection(stand)
            let text = String(repeating: "x", count: 5 << 20)
            let huge = String(repeating: "y", count: 17 << 20)
            try await collection.upsert([
                write("a", document: text), write("b", document: text), write("c", document: text),
                write("d", document: text), write("e", document: huge), write("f"),
            ])
            #expect(
                stand.requests("upsert").map { columns($0, "ids").compactMap(\.string) } == [
                    ["a", "b", "c"], ["d"], ["e"], ["f"],
                ])
            #expect(stand.requests("upsert").map(\.bytes).filter { $0 > 16 << 20 }.count == 1)
        }
    }

    @Test("What is lost is looked for, and sent again only where it is not there", arguments: [false, true])
    func lostAnswers(isDone: Bool) async throws {
        let seen = SharedNames()
        try await withChroma({ _, request in
            ["upsert", "delete"].contains(request.verb) && seen.isNew(request.verb) ? .lost(isDone: isDone) : nil
        }) { stand in
            let collection = try await collection(stand)
            try await collection.upsert([write("a", metadata: ["x": 0.1, "y": nil]), write("b")])
            #expect(stand.requests("upsert").count == (isDone ? 1 : 2))
            #expect(stand.requests("get").count == 1)
            #expect(stand.change { $0["lines"]?.records.count } == 2)
            try await collection.delete(["a", "b"])
            #expect(stand.requests("delete").count == (isDone ? 1 : 2))
            #expect(stand.change { $0["lines"]?.records.count } == 0)
        }
    }

    @Test("A write is not sent without leave")
    func permit() async throws {
        try await withChroma { stand in
            let collection = try await collection(stand)
            let failure = await error {
                try await collection.upsert([write("a")]) { throw FdnixError(.conflict, "no leave") }
            }
            #expect(failure?.message == "no leave" && stand.requests("upsert").isEmpty)
        }
    }

    @Test("A name that stands for the document is refused")
    func names() async throws {
        try await withChroma { stand in
            let collection = try await collection(stand)
            let failure = await error { try await collection.upsert([write("a", metadata: ["chroma:document": "x"])]) }
            #expect(failure?.code == .incompatible && stand.requests("upsert").isEmpty)
        }
    }

    @Test("Metadata that a record lacks are sent as null, empty ones are left out")
    func metadata() async throws {
        try await withChroma { stand in
            let collection = try await collection(stand)
            var record = write("a", metadata: ["b": 2, "a": [], "f": 0.5])
            record.dropped = ["gone", "b"]
            try await collection.upsert([record, write("c", document: nil, metadata: [:])])
            let request = try #require(stand.requests("upsert").first)
            #expect(columns(request, "metadatas") == [["b": 2, "f": 0.5, "gone": nil], nil])
            #expect(columns(request, "documents") == ["text", nil])
            try await collection.update([.init(id: "a", set: ["n": 1], dropped: ["b"])])
            let update = try #require(stand.requests("update").first)
            #expect(update.json == ["ids": ["a"], "metadatas": [["b": nil, "n": 1]]])
        }
    }
}
