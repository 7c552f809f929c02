//! Embeds sentences with a transformer that `Scripts/setup documents` fetches, and finds the one that answers a question.
//!
//! `swift run EmbedSentences` says what is missing where the model is not set up.

import Embedding
import TransformerEmbedding

let model = LocalModel.minilm
print("\(model.modelID): \(model.dimension) numbers a text, of its first \(model.maximumTokens) tokens")

let texts = [
    "Passwords are reset on the page Account, under Security.", "The canteen opens at half past eleven.",
    "Invoices are paid within thirty days.",
]
// The first call opens the model; all calls of a process share it.
let sentences = try await model.embed(texts, purpose: .document)
let asked = try await model.embed(["I forgot my login, what now?"], purpose: .query)

if case .vector(let question) = asked[0] {
    for (text, row) in zip(texts, sentences.rows) {
        guard case .vector(let vector) = row else { continue }
        let cosine = zip(question, vector).reduce(Float(0)) { $0 + $1.0 * $1.1 }
        print("\(cosine)  \(text)")
    }
}
