public import AWS
import AWSServices

/// A model that answers in words.
public protocol LanguageModel: Sendable {
    /// What it answers to `message`, as `instruction` says; nil where it refuses or does not come to an end. Throws
    /// `FdnixError`, and `CancellationError`.
    func answer(to message: String, _ instruction: String) async throws -> String?
}

/// A model of Amazon Bedrock that answers in words, whatever its maker.
public struct BedrockLanguageModel: LanguageModel {
    private let client: BedrockRuntimeClient
    private let id: String

    /// The model `id`, asked as `configuration` says.
    public init(_ id: String, _ configuration: AWSConfiguration) {
        client = BedrockRuntimeClient(configuration)
        self.id = id
    }

    /// What it answers; nil where it or its guardrails refuse, or its answer is too long. Throws what the service answers
    /// instead, and `CancellationError`.
    public func answer(to message: String, _ instruction: String) async throws -> String? {
        let answer = try await client.converse(id, instruction: instruction, message: message, limit: Self.longest)
        return ["end_turn", "stop_sequence"].contains(answer.stopReason) ? answer.text : nil
    }

    /// Tokens of the longest answer that models of all makers give.
    private static let longest = 4096
}
