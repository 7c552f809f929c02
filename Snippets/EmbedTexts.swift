//! Embeds texts with the model that is part of the program, and compares their meaning: no network, no other file.
//!
//! `swift run EmbedTexts` takes a question from its arguments, or asks one of its own.

import Embedding
import StaticEmbedding

let model = try StaticModel.bundled()
print("\(model.modelID): \(model.dimension) numbers a text")

let texts = ["a fast web server", "a program that edits photographs", "draws diagrams of networks", ""]
let arguments = CommandLine.arguments.dropFirst()
let question = arguments.isEmpty ? "image editor" : arguments.joined(separator: " ")

// Some models place a question elsewhere than what answers it, so each text comes with its purpose.
let documents = try await model.embed(texts, purpose: .document)
let asked = try await model.embed([question], purpose: .query)

/// The cosine of two vectors of length 1, which is what every model here gives: their dot product.
func cosine(_ a: ArraySlice<Float>, _ b: ArraySlice<Float>) -> Float {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
}

if case .vector(let query) = asked[0] {
    for (text, row) in zip(texts, documents.rows) {
        switch row {
        case .vector(let vector): print("\(cosine(query, vector))  \(text)")
        case .empty: print("says nothing  \(text)")
        case .failed(let error): print("\(error)  \(text)")
        }
    }
}
