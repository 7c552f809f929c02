import Basics
import DocumentReaders
import Documents
import JSON

/// A document as `show` prints it.
struct ShownDocument {
    let file: String
    let type: DocumentType
    /// Its number in the file, from 1.
    let number: Int
    let document: ExtractedDocument
    let chunks: [DocumentChunk]
    /// The number of its first chunk in the file.
    let firstChunk: Int
    let sidecar: JSONObject

    /// What enters the metadata of every chunk: what the file beside this one says, and over it what the file itself does.
    var metadata: JSONObject {
        var all = sidecar
        for (key, value) in document.details.metadata.sorted(by: { $0.key < $1.key }) { all[key] = .string(value) }
        return all
    }
}
