import Basics
import DocumentStore
import Documents
import Embedding
import HTTPTypes
import JSON
import ServiceAPI
import Testing

@testable import CorpusAPI

@Suite("The search of the contract: POST /corpus/search")
struct ContractTests {
    @Test func theBodyHasTheContractsMembers() async throws {
        let answer = try await Library.service().post(
            #"{"modelRefKey":"hash","question":"when does the lease of the office end","limit":2}"#)
        #expect(answer.status == 200 && answer[.contentType] == "application/json")
        #expect(answer[.accessControlAllowOrigin] == nil)
        #expect(try answer.json.object?.keys == ["data"])
        let documents = answer.documents
        #expect(documents.count <= 2)
        let first = try #require(documents.first)
        #expect(first.object?.keys == ["pageContent", "metadata", "score"])
        #expect(first["pageContent"]?.string == Library.texts[0].text)
        #expect(first["metadata"]?["source"]?.string == "s3://in/lease.pdf")
        let scores = documents.compactMap { $0["score"]?.double }
        #expect(scores == scores.sorted(by: >) && scores.allSatisfy { $0 >= 0 && $0 <= 1.0001 })
    }

    @Test func limitThresholdAndFilterHoldTogether() async throws {
        let service = try await Library.service()
        func sources(_ rest: String) async -> [String] {
            let answer = await service.post(
                #"{"modelRefKey":"hash","question":"the lease of the office ends"\#(rest)}"#)
            #expect(answer.status == 200, "\(answer.message)")
            return answer.documents.compactMap { $0["metadata"]?["source"]?.string }
        }
        #expect(await sources(#","threshold":-1,"limit":100"#).count == 4)
        #expect(await sources(#","threshold":-1"#).count == 4)
        #expect(await sources(#","threshold":-1,"limit":1"#) == ["s3://in/lease.pdf"])
        #expect(await sources(#","threshold":0.99"#).isEmpty)
        #expect(await sources(#","threshold":-1,"filter":{"source":"s3://in/cats.txt"}"#) == ["s3://in/cats.txt"])
        #expect(await sources(#","threshold":-1,"filter":{"page":{"$gte":2}}"#) == ["s3://in/lease.pdf"])
        let usual = await sources(#","threshold":null,"limit":null,"filter":null,"unknown":1"#)
        #expect(usual.first == "s3://in/lease.pdf")
    }

    @Test func lineFeedsAreSentAsSpaces() async throws {
        let service = try await Library.service()
        let lines = await service.post(#"{"modelRefKey":"hash","question":"lease\nof the office"}"#)
        let spaces = await service.post(#"{"modelRefKey":"hash","question":"lease of the office"}"#)
        #expect(lines.status == 200 && lines.body == spaces.body)
    }

    @Test func snippetsAreAskedFor() async throws {
        let answer = try await Library.service().post(
            #"{"modelRefKey":"hash","question":"leases of the office","snippets":true,"mode":"hybrid"}"#)
        let parts = try #require(answer.documents.first?["snippet"]?.array)
        #expect(parts.compactMap { $0["text"]?.string }.joined() == Library.texts[0].text)
        #expect(parts.filter { $0["marked"]?.bool == true }.compactMap { $0["text"]?.string } == ["lease", "office"])
    }

    @Test(
        "what cannot be understood is told in a line, by 400",
        arguments: [
            ("", "the body is not JSON"), ("[]", "the body must be a JSON object"), ("{\"question\":", "not JSON"),
            ("{}", "question is missing"), (#"{"question":5}"#, "question is 5: it takes a text"),
            (#"{"question":" \n "}"#, "question is empty"), (#"{"question":"a\u0000b"}"#, "U+0000"),
            (#"{"question":"x","modelRefKey":"none"}"#, "no model has the key \"none\": use one of hash, wide"),
            (#"{"question":"x","modelRefKey":7}"#, "modelRefKey is 7"),
            (#"{"question":"x","limit":0}"#, "limit is 0: it takes a whole number from 1 to 100"),
            (#"{"question":"x","limit":101}"#, "limit is 101"), (#"{"question":"x","limit":"5"}"#, "limit is \"5\""),
            (#"{"question":"x","limit":1.5}"#, "limit is 1.5"), (#"{"question":"x","limit":1e300}"#, "limit is 1"),
            (#"{"question":"x","threshold":2}"#, "threshold is 2"),
            (#"{"question":"x","threshold":"high"}"#, "it takes a number from -1 to 1"),
            (#"{"question":"x","mode":"both"}"#, "mode is \"both\": it takes vector or hybrid"),
            (#"{"question":"x","filter":[]}"#, "filter is []: it takes a JSON object"),
            (#"{"question":"x","filter":{"page":{"$near":2}}}"#, "there is no operator $near"),
            (#"{"question":"x","filter":{"$not":[]}}"#, "there is no operator $not"),
            (#"{"question":"x","filter":{"a b":1}}"#, "cannot be a field"),
            (#"{"question":"x","snippets":"yes"}"#, "it takes true or false"),
        ])
    func mistakes(body: String, part: String) async throws {
        let answer = try await Library.service().post(body)
        #expect(answer.status == 400)
        #expect(answer.message.contains(part) && !answer.message.contains("\n"), "\(answer.message)")
        #expect(try answer.json["error"]?.string == "Bad request")
    }

    @Test func hostileBodiesAreAnsweredInALine() async throws {
        let service = try await Library.service()
        let deep = String(repeating: "[", count: 20_000)
        let nested = String(repeating: #"{"$and":["#, count: 200) + String(repeating: "]}", count: 200)
        let long = String(repeating: "x", count: 9000)
        for body in [
            deep, #"{"question":"x","filter":\#(nested)}"#, #"{"question":"\#(long)"}"#, "\u{FEFF}{}",
            "{\"question\":\"\u{1}\"}",
            #"{"question":"x","mode":"\#(long)"}"#, #"{"question":"x","modelRefKey":"\#("a\\u001b[2J")"}"#,
        ] {
            let answer = await service.post(body)
            #expect(answer.status == 400)
            #expect(answer.message.utf8.count < 600 && !answer.message.contains { $0.isNewline }, "\(answer.message)")
            #expect(!answer.message.contains("\u{1B}"))
        }
    }

    @Test func aModelThatIsAwayIsToldApart() async throws {
        struct Away: Embedder {
            let modelID = "away"
            let dimension = 1024
            func embed(_ texts: [String], purpose: EmbeddingPurpose) async throws -> EmbeddingBatch {
                throw FdnixError(.network, "cannot reach 10.1.2.3: refused")
            }
        }
        let service = CorpusService(try await Library.search { _ in Away() })
        let answer = await service.post(#"{"question":"x"}"#)
        #expect(answer.status == 503)
        #expect(answer.message == "the model hash does not answer; ask again later")
    }

    @Test func aModelThatHangsIsNotWaitedFor() async throws {
        struct Hanging: Embedder {
            let modelID = "hanging"
            let dimension = 1024
            func embed(_ texts: [String], purpose: EmbeddingPurpose) async throws -> EmbeddingBatch {
                try await Task.sleep(for: .seconds(3600))
                throw CancellationError()
            }
        }
        let service = CorpusService(try await Library.search(budget: .milliseconds(20)) { _ in Hanging() })
        #expect(await service.post(#"{"question":"x"}"#).status == 503)
    }

    @Test func aStoreThatIsAwayTellsNothingOfItsPlace() async throws {
        let empty = CorpusSearch(MemoryDocumentStore(), models: Library.models) {
            try HashEmbedder(dimension: $0.dimension)
        }
        let answer = await CorpusService(empty).post(#"{"question":"x"}"#)
        #expect(answer.status == 503)
        #expect(answer.message.contains("no documents of this model yet (request test)"))
    }
}
