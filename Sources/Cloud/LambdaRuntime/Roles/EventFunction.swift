import Basics
public import JSON

/// A function whose events and answers are JSON values.
public struct EventFunction: LambdaFunction {
    private let handler: @Sendable (JSONValue) async throws -> JSONValue

    /// A function that answers by `handler`.
    public init(_ handler: @escaping @Sendable (JSONValue) async throws -> JSONValue) { self.handler = handler }

    /// Answers an event; throws `malformedInput` for one that is not JSON, and what the handler throws.
    public func answer(_ invocation: Invocation) async throws -> [UInt8] {
        let event: JSONValue
        do { event = try JSONValue.parse(invocation.event) } catch {
            throw FdnixError(.malformedInput, "the event is not JSON: write one JSON value", underlying: error)
        }
        return try await handler(event).encoded
    }
}
