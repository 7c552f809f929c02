import Basics

/// Reads several files at a time: those of foreign formats each in a child of its own, texts in this process.
public struct ReadingPool: Sendable {
    private let child: ReadingChild
    private let places: Places

    /// A pool that reads at most `width` files at a time.
    public init(_ child: ReadingChild = ReadingChild(), width: Int = CPU.count) {
        self.child = child
        places = Places(width)
    }

    /// Reads the file at `path` when there is room, and gives `output` what is in it; says whether its reader was without
    /// network. Throws what `ReadingChild.read` and `DocumentReading.read` do. Blocks no thread of the caller's.
    @discardableResult public func read<Output: DocumentOutput>(
        _ path: String, as type: DocumentType, _ options: ReadingOptions, into output: Output
    ) async throws -> Bool {
        try await places.with {
            try await BlockingWork.run { () async throws -> Bool in
                if type.isForeign { return try child.read(path, as: type, options, into: output) }
                try DocumentReading.read(ByteView(try MappedFile(path: path)), as: type, options, into: output)
                return true
            }
        }
    }
}

extension DocumentType {
    /// Whether the format is one of parsers that others wrote, and files that they may stumble over.
    var isForeign: Bool {
        switch self {
        case .text, .csv, .markdown: false
        case .html, .pdf, .docx, .pptx, .odt, .epub, .video: true
        }
    }
}
