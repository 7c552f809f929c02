public import JSON

/// Something that a model may call.
public protocol MCPTool {
    /// The name by which it is called.
    var name: String { get }
    /// Name, purpose and JSON Schema of the arguments, as `tools/list` tells them.
    var description: JSONValue { get }
    /// Answers a call. Throws `FdnixError` with what the model should do differently.
    func call(_ arguments: JSONValue?) async throws -> String
}

extension MCPTool {
    /// What `tools/list` tells of a tool whose arguments are `properties`, those in `required` always.
    public static func describe(
        _ name: String, _ about: String, required: [String], _ properties: JSONObject
    ) -> JSONValue {
        .object([
            "name": .string(name), "description": .string(about),
            "inputSchema": .object([
                "type": "object", "required": .array(required.map { .string($0) }), "additionalProperties": false,
                "properties": .object(properties),
            ]),
            "annotations": .object(["readOnlyHint": true, "openWorldHint": false]),
        ])
    }
}
