public import Basics
public import Embedding
public import HTTPTransport
import HTTPTypes
import JSON

/// A model behind the embeddings API of OpenAI, which many servers speak: OpenAI's own, llama.cpp, Ollama, vLLM,
/// text-embeddings-inference (<https://platform.openai.com/docs/api-reference/embeddings>).
///
/// ```swift
/// let local = OpenAIEndpoint(
///     model: "nomic-embed-text", dimension: 768, base: try URLParts("http://127.0.0.1:11434/v1"))
/// ```
public struct OpenAIEndpoint: EmbeddingEndpoint {
    /// How vectors are asked for; either form is read whatever was asked.
    public enum Encoding: String, Sendable {
        /// Numbers, which every server can write.
        case float
        /// The bytes of 32-bit floats in base64, a fifth of the size.
        case base64
    }

    /// The name that requests give the model.
    public let modelID: String
    /// How many numbers its vectors have.
    public let dimension: Int
    /// How much goes into one call.
    public let limits: EndpointLimits
    private let url: URLParts
    private let key: String?
    private let requestsDimension: Bool
    private let encoding: Encoding
    private let client: HTTPClient

    /// Where OpenAI itself answers; servers of others have addresses of their own that end in `/v1`.
    public static let openAI = "https://api.openai.com/v1"

    /// The model `model` at `base`, to which `/embeddings` is added. `key` goes along as a bearer token.
    ///
    /// `requestsDimension` asks for vectors of `dimension` numbers, which only some models can shorten; others make as
    /// many as they make. Throws `usage` where `base` does not make an address.
    public init(
        model: String, dimension: Int, base: URLParts, key: String? = nil, requestsDimension: Bool = false,
        encoding: Encoding = .float, limits: EndpointLimits = EndpointLimits(texts: 512, bytes: 200_000),
        client: HTTPClient = .shared
    ) throws(FdnixError) {
        modelID = model
        self.dimension = dimension
        self.limits = limits
        let path = base.path.hasSuffix("/") ? base.path.dropLast() : base.path
        url = try URLParts("\(base.origin)\(path)/embeddings")
        self.key = key
        self.requestsDimension = requestsDimension
        self.encoding = encoding
        self.client = client
    }

    /// Calls the model once; throws what nothing will mend.
    public func call(_ texts: [String], purpose: EmbeddingPurpose) async throws -> EndpointReply {
        var fields: HTTPFields = [.contentType: "application/json", .accept: "application/json"]
        if let key { fields[.authorization] = "Bearer \(key)" }
        let (reply, bytes): (HTTPReply, [UInt8])
        do {
            reply = try await client.send(
                url.request(.post, headerFields: fields), body: .bytes(body(texts)), limits: HTTPLimits(redirects: 0))
            bytes = try await reply.collect(upTo: Self.largestAnswer)
        } catch let error as FdnixError {
            guard let failure = error.underlying as? HTTPFailure else { throw error }
            return .failed(error, .failure(failure))
        }
        return try interpret(reply, bytes)
    }

    func body(_ texts: [String]) -> [UInt8] {
        var json = JSONWriter(capacity: texts.reduce(200) { $0 + $1.utf8.count + 16 })
        json.object {
            $0.member("model", modelID)
            $0.member("input", texts)
            if requestsDimension { $0.member("dimensions", dimension) }
            $0.member("encoding_format", encoding.rawValue)
        }
        return json.bytes
    }

    private func interpret(_ reply: HTTPReply, _ bytes: [UInt8]) throws -> EndpointReply {
        let status = reply.status
        if (200..<300).contains(status) { return EndpointReply(answer: bytes, of: modelID) }
        let problem = OpenAIProblem(bytes)
        func error(_ code: FdnixError.Code, _ advice: String = "") -> FdnixError {
            FdnixError(
                code, "\(url.withoutQuery) refused the model \(modelID) with HTTP \(status)\(problem.words)\(advice)",
                underlying: HTTPFailure(.status(status)))
        }
        switch status {
        case 400, 413, 422: return .refused(error(.malformedInput))
        case 401, 403: throw error(.denied, ": check the API key")
        case 404: throw error(.notFound, ": check the address and the name of the model")
        case 429 where problem.isExhaustedQuota: throw error(.service, ": the account has no quota left")
        case 408, 425, 429, 500...:
            let after = reply.head.headerFields[.retryAfter]
            return status == 429 || status == 503
                ? .failed(error(.throttled), .status(status, retryAfter: after))
                : EndpointReply(failure: error(.service), status: status)
        default: throw error(.service)
        }
    }

    /// 512 vectors of 4,096 numbers in decimal, and some more.
    private static let largestAnswer = 128 << 20
}

/// The error that stands in the body of a refusal: `{"error": {"message", "type", "code"}}`, or plain text.
struct OpenAIProblem {
    /// What it says, as half a sentence for messages; empty where it says nothing.
    let words: String
    /// Whether waiting will not help.
    let isExhaustedQuota: Bool

    init(_ body: [UInt8]) {
        let json = try? JSONValue.parse(body)
        let error = json?["error"]
        let message = error?["message"]?.string ?? error?.string ?? json?["message"]?.string ?? ""
        let text = message.isEmpty && json == nil ? String(decoding: body.prefix(200), as: UTF8.self) : message
        words = text.trimmed.isEmpty ? "" : " (\(text.trimmed.printable(onOneLine: true).prefix(200)))"
        isExhaustedQuota = error?["code"]?.string == "insufficient_quota"
    }
}
