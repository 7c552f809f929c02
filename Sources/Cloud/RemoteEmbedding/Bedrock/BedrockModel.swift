public import Embedding
import JSON

/// An embedding model of Amazon Bedrock: what it takes and how it is asked.
///
/// A model is called by its own name or by that of an inference profile, which has a region before it
/// (`us.cohere.embed-english-v3`).
public struct BedrockModel: Sendable, Hashable {
    /// Models that are asked in the same way.
    public enum Family: Sendable, Hashable {
        /// Amazon Titan Text Embeddings V2: one text a call; batch jobs are possible.
        case titanV2
        /// Cohere Embed v3: 96 texts a call, and a purpose.
        case cohereV3
        /// Another model that answers `inputText` with `embedding`, as Titan does.
        case inputText
    }

    /// The name that calls go to.
    public let id: String
    /// How it is asked.
    public let family: Family

    /// The model `id`, told by its name without an inference profile's region.
    public init(_ id: String) {
        self.id = id
        plainID = String(Self.profiles.first { id.hasPrefix($0) }.map { id.dropFirst($0.count) } ?? id[...])
        if plainID.hasPrefix("cohere.") {
            family = .cohereV3
        } else {
            family = plainID.hasPrefix("amazon.titan-embed-text-v2") ? .titanV2 : .inputText
        }
    }

    /// The name without an inference profile's region.
    let plainID: String

    private static let profiles = ["us.", "eu.", "apac.", "us-gov.", "global."]

    /// The models whose limits and vectors are known here.
    public static let known = [
        "amazon.titan-embed-text-v2:0", "cohere.embed-english-v3", "cohere.embed-multilingual-v3",
    ]

    /// Whether it is one of those, by whichever name.
    public var isKnown: Bool { Self.known.contains(plainID) }

    /// The vector lengths that can be asked for, the usual one first; empty where the model has one of its own.
    public var dimensions: [Int] {
        switch family {
        case .titanV2: [256, 512, 1024]
        case .cohereV3: [1024]
        case .inputText: []
        }
    }

    /// The longest text, in characters, that is within the service's limits (8,192 tokens, 2,048 characters) whatever it
    /// says, as a token has a character or more. For texts that may be cut.
    public var characterLimit: Int {
        switch family {
        case .titanV2, .inputText: 8192
        case .cohereV3: 2000
        }
    }

    /// Whether batch jobs can use it.
    public var hasBatch: Bool { family == .titanV2 }

    /// How many texts go into one call.
    public var textsPerCall: Int { family == .cohereV3 ? 96 : 1 }

    /// The body of a call for `texts`, of which there is one unless the model takes more.
    public func body(_ texts: [String], dimension: Int, purpose: EmbeddingPurpose) -> [UInt8] {
        var json = JSONWriter(capacity: texts.reduce(100) { $0 + $1.utf8.count + 16 })
        write(texts, dimension: dimension, purpose: purpose, to: &json)
        return json.bytes
    }

    /// Writes the body of a call, as `body` returns it.
    func write(_ texts: [String], dimension: Int, purpose: EmbeddingPurpose, to json: inout JSONWriter) {
        json.object {
            switch family {
            case .titanV2, .inputText:
                $0.member("inputText", texts.first ?? "")
                guard family == .titanV2 else { break }
                $0.member("dimensions", dimension)
                $0.member("normalize", true)
            case .cohereV3:
                $0.member("texts", texts)
                $0.member("input_type", purpose == .query ? "search_query" : "search_document")
                $0.member("truncate", "END")
            }
        }
    }
}
