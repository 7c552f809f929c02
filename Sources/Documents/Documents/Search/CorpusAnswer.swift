public import DocumentStore
import JSON

/// What was found for a question.
public struct CorpusAnswer: Sendable, Equatable {
    /// One chunk that was found.
    public struct Document: Sendable, Equatable {
        /// The chunk and how alike it is to the question.
        public let chunk: FoundChunk
        /// Its passage with most of the question's words; nil where none was asked for.
        public let snippet: Snippet?
    }

    /// The chunks, best first.
    public private(set) var documents: [Document]

    /// An answer of these chunks, with passages for `words` where they are given.
    public init(_ chunks: [FoundChunk], words: QuestionWords? = nil) {
        documents = chunks.map { chunk in
            Document(chunk: chunk, snippet: words.map { Snippet(of: chunk.text, for: $0) })
        }
    }

    /// The same chunks, the most alike first, whichever way they were ranked.
    public var byScore: CorpusAnswer {
        var sorted = self
        sorted.documents = documents.enumerated().sorted { left, right in
            (right.element.chunk.score, left.offset) < (left.element.chunk.score, right.offset)
        }.map(\.element)
        return sorted
    }

    /// The body of the answer: `{"data":{"documents":[{"pageContent","metadata","score","snippet"?}]}}`. A snippet is a list
    /// of texts that make up a passage, `{"text"}` and, for the question's words, `{"text","marked":true}`.
    public var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.objectMember("data") { json in
                json.arrayMember("documents") { json in
                    for document in documents { document.write(to: &json) }
                }
            }
        }
        return json.bytes
    }
}

extension CorpusAnswer.Document {
    /// Writes the chunk as one element of the answer.
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("pageContent", chunk.text)
            json.member("metadata", chunk.metadata)
            json.member("score", chunk.score)
            guard let snippet else { return }
            json.arrayMember("snippet") { json in
                for part in snippet.parts {
                    json.object { json in
                        json.member("text", part.text)
                        if part.isMarked { json.member("marked", true) }
                    }
                }
            }
        }
    }
}
