public import Basics

/// Reads files of every kind but film, which has a part of its own.
public enum DocumentReading {
    /// Reads `file` and gives `output` what is in it.
    ///
    /// Throws `malformedInput` where the file is broken, encrypted or over a limit, `notFound` where the system lacks a
    /// library, and what `output` throws. Blocks for as long as it takes; a hostile file may bring the process down, so
    /// that formats other than texts are read in a process of their own.
    public static func read(
        _ file: ByteView, as type: DocumentType, _ options: ReadingOptions, into output: some DocumentOutput
    ) throws {
        switch type {
        case .text: try PlainTextReader.read(file, options, into: output)
        case .csv: try CSVReader.read(file, options, into: output)
        case .markdown: try MarkdownReader.read(file, options, into: output)
        case .html: try HTMLReader.read(file, options, into: output)
        case .docx: try DOCXReader.read(file, options, into: output)
        case .pptx: try PPTXReader.read(file, options, into: output)
        case .odt: try ODTReader.read(file, options, into: output)
        case .epub: try EPUBReader.read(file, options, into: output)
        case .pdf: try PDFReader.read(file, options, into: output)
        case .video:
            throw FdnixError(.incompatible, "\(type.rawValue) has a reader of its own")
        }
    }
}
