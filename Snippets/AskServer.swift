//! Texts into vectors by a server that speaks OpenAI's protocol: OpenAI's own with a key, or one on your own machine.
//!
//! `swift run AskServer http://127.0.0.1:11434/v1 nomic-embed-text 768`

import Embedding
import HTTPTransport
import RemoteEmbedding

let arguments = Array(CommandLine.arguments.dropFirst())
let base = try URLParts(arguments.first ?? OpenAIEndpoint.openAI)
let model = arguments.count > 1 ? arguments[1] : "text-embedding-3-small"
let dimension = arguments.count > 2 ? Int(arguments[2]) ?? 1536 : 1536

let endpoint = try OpenAIEndpoint(model: model, dimension: dimension, base: base)
let embedder = RemoteEmbedder(endpoint, policy: .patient(concurrency: 4, attempts: 8))
let texts = ["a text editor", "an editor for text", "a compiler of C"]
let batch = try await embedder.embed(texts, purpose: .document)
for (text, row) in zip(texts, batch.rows) {
    switch row {
    case .vector(let numbers): print("\(text): \(numbers.prefix(4))…")
    case .empty: print("\(text): says nothing")
    case .failed(let error): print("\(text): \(error)")
    }
}
