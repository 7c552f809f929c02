import Basics
import JSON
import Testing

@testable import MCP

/// Says again what it is told; a text `fail` is a mistake of the caller's.
private struct EchoTool: MCPTool {
    let name = "echo"
    var description: JSONValue {
        Self.describe(name, "Says it again.", required: ["text"], ["text": ["type": "string"]])
    }

    func call(_ arguments: JSONValue?) async throws -> String {
        let text = try ToolArguments(arguments, of: name, known: ["text"]).text("text", "hello")
        guard text != "fail" else { throw FdnixError(.usage, "another text, please") }
        return text
    }
}

@Suite struct MCPServerTests {
    private let server = MCPServer(name: "test", instructions: "Says things again.", tools: [EchoTool()])

    private func ask(_ line: String) async throws -> JSONValue {
        try JSONValue.parse(try #require(await server.respond(to: .text(line))))
    }

    private func call(_ arguments: String) async throws -> JSONValue {
        try await ask(
            #"{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"echo","arguments":\#(arguments)}}"#)
    }

    @Test func theServerIntroducesItself() async throws {
        let hello = try await ask(#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}"#)
        #expect(hello["result"]?["serverInfo"]?["name"]?.string == "test")
        #expect(hello["result"]?["instructions"]?.string == "Says things again.")
        let tools = try await ask(#"{"jsonrpc":"2.0","id":"x","method":"tools/list"}"#)
        #expect(tools["id"]?.string == "x")
        let schema = tools["result"]?["tools"]?[0]?["inputSchema"]
        #expect(schema?["required"] == ["text"] && schema?["additionalProperties"]?.bool == false)
    }

    @Test func whatToolsSayIsContent() async throws {
        let answer = try await call(#"{"text":"hello"}"#)
        #expect(answer["id"]?.int == 7 && answer["result"]?["isError"]?.bool == false)
        #expect(answer["result"]?["content"]?[0]?["text"]?.string == "hello")
        let mistake = try await call(#"{"text":"fail"}"#)
        #expect(mistake["result"]?["isError"]?.bool == true)
        #expect(mistake["result"]?["content"]?[0]?["text"]?.string == "another text, please")
    }

    @Test func mistakesOfTheProtocolHaveItsCodes() async throws {
        #expect(try await ask("no json")["error"]?["code"]?.int == -32700)
        #expect(try await ask(#"{"id":1,"method":"ping"}"#)["error"]?["code"]?.int == -32600)
        #expect(try await ask(#"{"jsonrpc":"2.0","id":2,"method":"none"}"#)["error"]?["code"]?.int == -32601)
        let unknown = #"{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"none"}}"#
        #expect(try await ask(unknown)["error"]?["code"]?.int == -32602)
        let long = try #require(await server.respond(to: .tooLong))
        #expect(try JSONValue.parse(long)["error"]?["code"]?.int == -32600)
        #expect(await server.respond(to: .text(#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#)) == nil)
        #expect(await server.respond(to: .text("  ")) == nil)
    }
}
