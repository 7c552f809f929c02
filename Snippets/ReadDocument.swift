//! The text of a document, cut into chunks that a model can embed.
//!
//! `swift run ReadDocument report.docx`

import Basics
import DocumentReaders
import TextSplitting

/// Keeps the text of the last document read.
final class Text: DocumentOutput {
    var bytes: [UInt8] = []
    var details = DocumentDetails()

    func append(_ text: UnsafeRawBufferPointer) { bytes += text }
    func append(_ picture: ExtractedPicture) {}
    func endDocument(_ details: DocumentDetails) { self.details = details }
}

let path = CommandLine.arguments.dropFirst().first ?? "README.md"
guard let type = DocumentType(contentType: "", key: path) else {
    throw FdnixError(.usage, "\(path) is of a kind that is not read")
}
let text = Text()
try DocumentReading.read(ByteView(MappedFile(path: path)), as: type, ReadingOptions(), into: text)
print(text.details.title ?? "without a title")
let splitter = try RecursiveTextSplitter(size: 1000, overlap: 200)
text.bytes.withUnsafeBytes { bytes in
    for range in splitter.ranges(in: bytes) {
        let chunk = String(decoding: UnsafeRawBufferPointer(rebasing: bytes[range]), as: UTF8.self)
        print("\(range.lowerBound): \(chunk.prefix(60))")
    }
}
