import Basics

/// Reads several files at a time: those of foreign formats each in a child of its own, texts in this process.
public struct ReadingPool: Sendable {
    private let child: ReadingChild
    private let places: Places

    /// A pool that reads at most `width` files at a time.
    public init(_ child: ReadingChild = ReadingChild(), width: Int = CPU.count) {
        self.child = child
        places = Places(max(1, width))
    }

    /// Reads the file at `path` when there is room, and gives `output` what is in it; says whether its reader was without
    /// network. Throws what `ReadingChild.read` and `DocumentReading.read` do. Blocks no thread of the caller's.
    @discardableResult public func read<Output: DocumentOutput>(
        _ path: String, as type: DocumentType, _ options: ReadingOptions, into output: Output
    ) async throws -> Bool {
        try await places.take()
        do {
            let result = try await BlockingWork.run { () async throws -> Bool in
                if type.isForeign { return try child.read(path, as: type, options, into: output) }
                try DocumentReading.read(ByteView(try MappedFile(path: path)), as: type, options, into: output)
                return true
            }
            await places.giveBack()
            return result
        } catch {
            await places.giveBack()
            throw error
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

/// Room for a number of tasks; the others wait in their order.
private actor Places {
    private var free: Int
    private var waiting: [(number: Int, continuation: CheckedContinuation<Void, any Error>)] = []
    private var next = 0

    init(_ count: Int) { free = count }

    func take() async throws {
        try Task.checkCancellation()
        guard free == 0 else {
            free -= 1
            return
        }
        let number = next
        next += 1
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { waiting.append((number, $0)) }
        } onCancel: {
            Task { await self.cancel(number) }
        }
    }

    func giveBack() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().continuation.resume() }
    }

    private func cancel(_ number: Int) {
        guard let index = waiting.firstIndex(where: { $0.number == number }) else { return }
        waiting.remove(at: index).continuation.resume(throwing: CancellationError())
    }
}
