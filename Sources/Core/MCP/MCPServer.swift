public import Basics
import JSON

/// A Model Context Protocol server over lines of JSON-RPC 2.0 (<https://modelcontextprotocol.io/specification>): one
/// message in, at most one out.
public struct MCPServer {
    private let name: String
    private let instructions: String
    private let tools: [any MCPTool]

    /// A server of `tools` that introduces itself as `name`; `instructions` tell a model in a sentence what it is for.
    public init(name: String, instructions: String, tools: [any MCPTool]) {
        self.name = name
        self.instructions = instructions
        self.tools = tools
    }

    /// Answers the messages of `input`, a line each, on `output`, until the input ends. Throws what reading and writing
    /// throw.
    public func run(_ input: any ByteInput, _ output: inout StandardOutput) async throws {
        for try await message in MessageLines(of: input) {
            guard let answer = await respond(to: message) else { continue }
            try output.line(answer)
            try output.flush()
        }
    }

    /// Revisions of the protocol whose messages used here are the same, newest first; that of March 2025 is left out,
    /// as it wants batches.
    private static let versions = ["2025-11-25", "2025-06-18", "2024-11-05"]

    /// Answers one message; nil for what wants no answer.
    func respond(to message: MessageLines.Message) async -> String? {
        switch message {
        case .text(let line): return line.trimmed.isEmpty ? nil : await respond(to: line)
        case .tooLong:
            let limit = "a message has at most \(MessageLines.limit.grouped) bytes"
            return Self.failure(.null, .init(code: -32600, message: "this line is too long: \(limit)"))
        }
    }

    private func respond(to line: String) async -> String? {
        guard let message = try? JSONValue.parse(line) else {
            return Self.failure(.null, .init(code: -32700, message: "this line is not JSON"))
        }
        guard message["jsonrpc"]?.string == "2.0", let method = message["method"]?.string else {
            // An answer to a question that this server never asks is passed over.
            if message["result"] != nil || message["error"] != nil { return nil }
            return Self.failure(
                message["id"] ?? .null, .init(code: -32600, message: "this is not a JSON-RPC 2.0 request"))
        }
        guard let id = message["id"], !id.isNull else { return nil }
        do {
            let result = try await result(of: method, message["params"] ?? .object([:]))
            return Self.line(id) { $0.member("result", result) }
        } catch let error as MCPError {
            return Self.failure(id, error)
        } catch {
            return Self.failure(id, .init(code: -32603, message: "\(error)"))
        }
    }

    private func result(of method: String, _ parameters: JSONValue) async throws -> JSONValue {
        switch method {
        case "initialize": initialize(parameters)
        case "ping": .object([:])
        case "tools/list": .object(["tools": .array(tools.map(\.description))])
        case "tools/call": try await call(parameters)
        default: throw MCPError(code: -32601, message: "no method \(method)")
        }
    }

    private func initialize(_ parameters: JSONValue) -> JSONValue {
        let asked = parameters["protocolVersion"]?.string
        let version = Self.versions.first { $0 == asked } ?? Self.versions[0]
        return .object([
            "protocolVersion": .string(version), "capabilities": .object(["tools": .object([:])]),
            "serverInfo": .object(["name": .string(name), "version": .string(fdnixVersion)]),
            "instructions": .string(instructions),
        ])
    }

    private func call(_ parameters: JSONValue) async throws -> JSONValue {
        guard let name = parameters["name"]?.string, let tool = tools.first(where: { $0.name == name }) else {
            throw MCPError(code: -32602, message: "no such tool; tools/list tells which there are")
        }
        do {
            return Self.content(try await tool.call(parameters["arguments"]), isError: false)
        } catch let error as FdnixError {
            // For the model to read and mend, not for the client.
            return Self.content(error.message, isError: true)
        }
    }

    private static func content(_ text: String, isError: Bool) -> JSONValue {
        .object([
            "content": .array([.object(["type": .string("text"), "text": .string(text)])]), "isError": .bool(isError),
        ])
    }

    private static func failure(_ id: JSONValue, _ error: MCPError) -> String {
        line(id) { json in
            json.member("error", .object(["code": .integer(error.code), "message": .string(error.message)]))
        }
    }

    private static func line(_ id: JSONValue, _ write: (inout JSONWriter) -> Void) -> String {
        var json = JSONWriter()
        json.object { json in
            json.member("jsonrpc", "2.0")
            json.member("id", id)
            write(&json)
        }
        return json.text
    }
}

/// A JSON-RPC error.
struct MCPError: Error {
    var code: Int64
    var message: String
}
