import JSON
import TestSupport
import Testing

@Suite("The Model Context Protocol over standard input and output", .enabled(if: programCanIndex))
struct MCPTests {
    /// The answers to lines of input.
    private func talk(_ lines: String...) throws -> [JSONValue] {
        let outcome = try SampleIndex.shared.run(["mcp"], input: lines.joined(separator: "\n") + "\n")
        #expect(outcome.status == 0)
        #expect(outcome.errors.isEmpty)
        return try outcome.lines.map { try JSONValue.parse($0) }
    }

    private func call(_ tool: String, _ arguments: String) -> String {
        #"{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"\#(tool)","arguments":\#(arguments)}}"#
    }

    @Test("a client that follows the protocol gets through to an answer")
    func session() throws {
        let answers = try talk(
            #"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}"#,
            #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
            #"{"jsonrpc":"2.0","id":"list","method":"tools/list"}"#,
            #"{"jsonrpc":"2.0","id":2,"method":"ping"}"#,
            call("search_packages", #"{"query":"password manager","limit":3}"#))
        #expect(answers.count == 4)
        #expect(answers[0]["result"]?["protocolVersion"]?.string == "2025-06-18")
        #expect(answers[0]["result"]?["capabilities"]?["tools"]?.object != nil)
        #expect(answers[0]["result"]?["serverInfo"]?["name"]?.string == "fdnix")
        #expect(answers[1]["id"]?.string == "list")
        let tools = try #require(answers[1]["result"]?["tools"]?.array)
        #expect(tools.compactMap { $0["name"]?.string } == ["search_packages", "show_package"])
        for tool in tools { #expect(tool["inputSchema"]?["type"]?.string == "object") }
        #expect(answers[2]["result"]?.object?.members.isEmpty == true)
        #expect(answers[3]["result"]?["isError"]?.bool == false)
        let text = try #require(answers[3]["result"]?["content"]?[0]?["text"]?.string)
        let first = try JSONValue.parse(String(text.split(separator: "\n")[0]))
        #expect(first["attributePath"]?.string?.isEmpty == false)
        #expect(text.split(separator: "\n").count == 4)
    }

    @Test("an unknown version is answered with the newest that is known")
    func version() throws {
        let answer = try talk(
            #"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"1999-01-01"}}"#)
        #expect(answer[0]["result"]?["protocolVersion"]?.string == "2025-11-25")
    }

    @Test("numbers and flags in texts are taken as meant")
    func looseArguments() throws {
        let answers = try talk(
            call("search_packages", #"{"query":"editor","limit":"2","include_unfree":"false"}"#),
            call("search_packages", #"{"query":"editor","limit":2,"include_unfree":false,"license":null}"#),
            call("search_packages", #"{"query":"editor","limit":2.0,"include_broken":"no","category":[]}"#),
            call("search_packages", #"{"query":"editor","limit":1000}"#))
        let texts = answers.map { $0["result"]?["content"]?[0]?["text"]?.string ?? "" }
        #expect(answers.allSatisfy { $0["result"]?["isError"]?.bool == false })
        #expect(texts[0].split(separator: "\n").count == 3)
        #expect(texts[1] == texts[0] && texts[2] == texts[0])
        #expect(texts[3].split(separator: "\n").count <= 51)
    }

    @Test(
        "what cannot be read is told with what is accepted",
        arguments: [
            (#"{"query":"x","channel":"stable"}"#, "there is no argument \"channel\""),
            (#"{"query":"x","channel":"stable"}"#, "search_packages takes query, limit, license"),
            (#"{"query":"x","limit":"many"}"#, "limit is \"many\": it takes a whole number from 1 to 50"),
            (#"{"query":"x","limit":0}"#, "from 1 to 50"), (#"{"query":"x","limit":1.5}"#, "limit is 1.5"),
            (#"{"query":"x","limit":[2]}"#, "limit is [2]"), (#"{"query":"x","limit":true}"#, "limit is true"),
            (#"{"query":"x","include_unfree":"perhaps"}"#, "include_unfree is \"perhaps\": it takes true or false"),
            (#"{"query":"x","include_broken":2}"#, "true or false"), (#"{"query":"x","license":5}"#, "license is 5"),
            (#"{"query":"x","license":["MIT",{}]}"#, "a list of texts"), (#"{"query":["x"]}"#, "query must be"),
            (#"{"query":" "}"#, "query must be"), ("[]", "arguments must be an object"), ("5", "must be an object"),
        ])
    func strictArguments(_ arguments: String, _ part: String) throws {
        let answer = try #require(try talk(call("search_packages", arguments)).first)
        #expect(answer["result"]?["isError"]?.bool == true)
        let text = answer["result"]?["content"]?[0]?["text"]?.string ?? ""
        #expect(text.contains(part) && !text.contains("\n"), "\(text)")
    }

    @Test("a tool without arguments, or with another's, says what it takes")
    func otherTools() throws {
        let answers = try talk(
            #"{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"show_package"}}"#,
            call("show_package", #"{"name":"ripgrep"}"#))
        let texts = answers.map { $0["result"]?["content"]?[0]?["text"]?.string ?? "" }
        #expect(answers.allSatisfy { $0["result"]?["isError"]?.bool == true })
        #expect(texts[0].hasPrefix("attribute_path must be a text"))
        #expect(texts[1].hasSuffix("show_package takes attribute_path"))
    }

    @Test("a line without end is refused without being kept, and the next one is answered")
    func longLines() throws {
        let long = call("search_packages", #"{"query":"\#(String(repeating: "x", count: 1 << 20))"}"#)
        let answers = try talk(
            long, #"{"jsonrpc":"2.0","id":2,"method":"ping"}"#, "", String(repeating: "[", count: 3 << 20))
        #expect(answers.count == 3)
        #expect(answers[0]["error"]?["code"]?.int == -32600)
        #expect(answers[0]["error"]?["message"]?.string?.contains("1,048,576 bytes") == true)
        #expect(answers[1]["id"]?.int == 2 && answers[2]["error"] != nil)
    }

    @Test("mistakes are errors of the protocol, or of the tool, and end nothing")
    func mistakes() throws {
        let answers = try talk(
            "no json", #"{"id":1,"method":"ping"}"#, #"{"jsonrpc":"2.0","id":2,"method":"nothing"}"#,
            call("no_such_tool", "{}"), call("search_packages", "{}"), call("search_packages", #"{"query":5}"#),
            call("show_package", #"{"attribute_path":"ripgrpe"}"#), "[]",
            call("show_package", #"{"attribute_path":"ripgrep"}"#))
        #expect(answers.prefix(4).map { $0["error"]?["code"]?.int } == [-32700, -32600, -32601, -32602])
        #expect(answers[4]["result"]?["isError"]?.bool == true)
        #expect(answers[5]["result"]?["isError"]?.bool == true)
        #expect(answers[6]["result"]?["content"]?[0]?["text"]?.string?.contains("did you mean ripgrep") == true)
        #expect(answers[7]["error"]?["code"]?.int == -32600)
        let text = answers[8]["result"]?["content"]?[0]?["text"]?.string ?? ""
        #expect(try JSONValue.parse(text)["attributePath"]?.string == "ripgrep")
    }
}
