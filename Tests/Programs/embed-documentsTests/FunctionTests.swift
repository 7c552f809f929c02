import Basics
import CorpusAPI
import JSON
import LambdaGateway
import LambdaRuntime
import Testing

@testable import embed_documents

@Suite("Roles that answer events")
struct FunctionTests {
    /// What a function writes for an event on standard input.
    private func reply(_ function: RoleFunction, _ event: String) async throws -> JSONValue {
        try JSONValue.parse(
            try await FileReply.of { output in
                try await function.answerOnce(MemoryInput(Array(event.utf8)), &output)
            })
    }

    @Test func anEventIsAnsweredOutsideLambda() async throws {
        let function = RoleFunction("double") {
            EventFunction { event in ["twice": .integer((event["number"]?.int ?? 0) * 2)] }
        }
        #expect(try await reply(function, #"{"number":21}"#)["twice"]?.int == 42)
        await #expect(throws: FdnixError.self) { try await reply(function, "no json") }
    }

    @Test func aSearchIsAnsweredAsAGatewayWantsIt() async throws {
        let search = RoleFunction("search") { GatewayFunction(CorpusService(try await sampleSearch())) }
        let body = #"{\"modelRefKey\":\"hash\",\"question\":\"the lease of the office\",\"limit\":1}"#
        let event = #"{"resource":"/corpus/search","path":"/corpus/search","httpMethod":"POST","body":"\#(body)"}"#
        let answer = try await reply(search, event)
        #expect(answer["statusCode"]?.int == 200)
        let found = try JSONValue.parse(try #require(answer["body"]?.string))
        #expect(found["data"]?["documents"]?[0]?["metadata"]?["page"]?.int == 1)
        let wrong = try await reply(search, #"{"path":"/corpus/search","httpMethod":"POST","body":"{}"}"#)
        #expect(wrong["statusCode"]?.int == 400)
    }

    @Test func lambdaNamesTheRole() {
        let inside = ["AWS_LAMBDA_RUNTIME_API": "127.0.0.1:1"]
        #expect(DocumentFunctions.inLambda(["search"], inside)?.name == "search")
        #expect(DocumentFunctions.inLambda([], inside.merging(["EMBED_ROLE": "search"]) { $1 })?.name == "search")
        #expect(DocumentFunctions.inLambda(["show"], inside) == nil)
        #expect(DocumentFunctions.inLambda(["search"], [:]) == nil)
    }

    @Test func serversAnswerToTheirOwnNames() {
        #expect(ServeCommand.names(nil, "127.0.0.1")?.contains("localhost") == true)
        #expect(ServeCommand.names("Docs.example.org:443, other", "::1")?.contains("docs.example.org") == true)
        #expect(ServeCommand.names(nil, "FE80::5")?.contains("[fe80::5]") == true)
        #expect(ServeCommand.names("::2", "127.0.0.1")?.contains("[::2]") == true)
        #expect(ServeCommand.names(nil, "10.0.0.5")?.contains("10.0.0.5") == true)
        #expect(ServeCommand.names("*", "0.0.0.0") == nil)
    }
}
