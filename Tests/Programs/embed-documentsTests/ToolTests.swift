import Basics
import DocumentStore
import Documents
import Embedding
import JSON
import MCP
import Testing

@testable import embed_documents

/// A search of one document with three chunks on pages 1 to 3.
func sampleSearch() async throws -> CorpusSearch {
    let model = EmbeddingModelSpec(.local, modelID: "local-hash-v1", key: "hash", dimension: 64)
    let store = MemoryDocumentStore()
    try await store.migrate([model.collection])
    let embedder = try HashEmbedder(dimension: 64)
    let texts = ["The lease of the office ends in March.", "Rent is due monthly.", "Signed in \u{1B}[31mBerlin."]
    var chunks: [StoredChunk] = []
    for (index, text) in texts.enumerated() {
        guard case .vector(let vector) = try await embedder.embed([text], purpose: .document)[0] else { continue }
        chunks.append(
            StoredChunk(
                text: text, vector: Array(vector),
                metadata: [
                    "source": "s3://in/lease.pdf", "create_timestamp": 1, "chunk_index": .integer(Int64(index)),
                    "page": .integer(Int64(index + 1)),
                ]))
    }
    let source = ChunkSource(chunks)
    _ = try await store.replace("s3://in/lease.pdf", in: model.collection, keepingInactive: 0, with: source.next) {}
    return CorpusSearch(store, models: EmbeddingModels(model)) { _ in embedder }
}

@Suite("The tools of an agent")
struct ToolTests {
    private func server() async throws -> MCPServer {
        let search = try await sampleSearch()
        return MCPServer(
            name: "embed-documents", instructions: "Finds passages.",
            tools: [SearchDocumentsTool(search), ListDocumentsTool(search), ReadDocumentTool(search)])
    }

    /// What a session on standard input would answer, a value a line.
    private func talk(_ lines: String...) async throws -> [JSONValue] {
        let server = try await server()
        let input = Array((lines.joined(separator: "\n") + "\n").utf8)
        return try await FileReply.of { output in try await server.run(MemoryInput(input), &output) }
            .split(separator: 0x0A).map { try JSONValue.parse(Array($0)) }
    }

    private func call(_ tool: String, _ arguments: String) async throws -> (text: String, isError: Bool?) {
        let answers = try await talk(
            #"{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"\#(tool)","arguments":\#(arguments)}}"#)
        let result = try #require(answers.first?["result"])
        return (result["content"]?[0]?["text"]?.string ?? "", result["isError"]?.bool)
    }

    @Test func theToolsAreDeclared() async throws {
        let answers = try await talk(
            #"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18"}}"#,
            #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
            #"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#)
        #expect(answers.count == 2)
        let tools = try #require(answers[1]["result"]?["tools"]?.array)
        #expect(tools.compactMap { $0["name"]?.string } == ["search_documents", "list_documents", "read_document"])
        #expect(tools.compactMap { $0["inputSchema"]?["required"]?.array?.count } == [1, 0, 1])
    }

    @Test func passagesAreLines() async throws {
        let found = try await call("search_documents", #"{"question":"when does the lease end","limit":"1"}"#)
        #expect(found.isError == false)
        let lines = found.text.split(separator: "\n")
        #expect(lines.count == 2 && lines.last == "1 found")
        let first = try JSONValue.parse(String(lines[0]))
        #expect(first.object?.keys == ["source", "chunk", "page", "score", "text"])
        #expect(first["page"]?.int == 1)
        let filtered = try await call("search_documents", #"{"question":"lease","filter":{"page":3}}"#)
        #expect(filtered.text.contains("Berlin") || filtered.text == "0 found")
    }

    @Test func documentsAreListedAndRead() async throws {
        #expect(try await call("list_documents", "{}").text == "s3://in/lease.pdf\nend of the list")
        #expect(try await call("list_documents", #"{"after":"s3://in/lease.pdf"}"#).text == "end of the list")
        let read = try await call("read_document", #"{"source":"s3://in/lease.pdf","from":1,"count":1}"#)
        let lines = read.text.split(separator: "\n")
        #expect(lines.last == "more from 2")
        #expect(try JSONValue.parse(String(lines[0]))["text"]?.string == "Rent is due monthly.")
        let rest = try await call("read_document", #"{"source":"s3://in/lease.pdf"}"#)
        #expect(rest.text.hasSuffix("end of the document") && rest.text.split(separator: "\n").count == 4)
    }

    @Test(arguments: [
        ("search_documents", #"{"question":""}"#, "question must be a text"),
        ("search_documents", #"{"question":"x","top":3}"#, "there is no argument \"top\""),
        ("search_documents", #"{"question":"x","filter":"page"}"#, "filter is \"page\""),
        ("search_documents", #"{"question":"x","filter":{"page":{"$is":1}}}"#, "no operator $is"),
        ("search_documents", #"{"question":"x","model":"other"}"#, "no model has the key"),
        ("read_document", #"{"source":"s3://in/none"}"#, "there is no chunk 0 of s3://in/none"),
        ("read_document", #"{"source":"s3://in/lease.pdf","from":9}"#, "the document ends before"),
        ("list_documents", #"{"model":"other"}"#, "no model has the key"),
    ])
    func mistakesAreForTheModelToMend(tool: String, arguments: String, part: String) async throws {
        let answer = try await call(tool, arguments)
        #expect(answer.isError == true)
        #expect(answer.text.contains(part) && !answer.text.contains("\n"), "\(answer.text)")
    }
}
