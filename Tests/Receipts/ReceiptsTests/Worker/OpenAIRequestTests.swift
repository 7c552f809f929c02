import Basics
import Embedding
import HTTPTransport
import JSON
import ReceiptCollections
import ReceiptEvents
import ReceiptModel
import RemoteEmbedding
import Segments
import Synchronization
import TestSupport
import Testing

@testable import Receipts

@Suite struct OpenAIRequestTests {
    @Test func `three thousand words go in requests that OpenAI takes`() async throws {
        let sizes = Mutex<[(count: Int, bytes: Int)]>([])
        let server = try StandInServer { peer, request in
            let body = peer.body(request).flatMap { try? JSONValue.parse($0) }
            let texts = (body?["input"]?.array ?? []).compactMap(\.string)
            sizes.withLock { $0.append((texts.count, texts.reduce(0) { $0 + $1.utf8.count })) }
            // Backwards, so that only who heeds `index` gets them right; a vector says which word it is of.
            let data = texts.indices.reversed().map { index -> String in
                let word = Int(texts[index].dropFirst(9).prefix { $0.isNumber }) ?? 0
                return #"{"index":\#(index),"embedding":[1,\#(word),0,0]}"#
            }
            return peer.reply(200, [], #"{"data":[\#(data.joined(separator: ","))]}"#)
        }
        let embedder = RemoteEmbedder(
            try OpenAIEndpoint(
                model: "m", dimension: 4, base: try URLParts("\(server.url)/v1"), key: "k",
                client: HTTPClient(.init(environment: [:]))),
            policy: .patient(concurrency: 4, attempts: 2))
        try await withTemporaryDirectory { folder in
            let fixture = WorkerFixture(in: folder)
            let worker = EmbedWorker(
                fixture.worker.cloud, collections: [:], embedder: embedder, merchants: fixture.worker.merchants,
                settings: fixture.worker.settings, events: .none)
            let rows = (0..<3000).map { row(line: $0 / 10, word: $0 % 10, "W\($0)", x: Double($0 % 10) / 10) }
            let run = try await worker.embed(try await fixture.message(words: rows)).run
            let records = try await fixture.bundle(run, .words).records
            #expect(records.count == 3000)
            for (record, vector) in records {
                let word = try #require(record.document.flatMap { Float($0.dropFirst()) })
                #expect(abs(vector.numbers[1] / vector.numbers[0] - word) <= word / 1000)
            }
        }
        let requests = sizes.withLock { $0 }
        #expect(requests.allSatisfy { $0.count <= 512 && $0.bytes <= 200_000 } && requests.count == 6)
    }
}
