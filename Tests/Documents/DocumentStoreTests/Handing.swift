import DocumentStore
import Synchronization

/// Hands out chunks one by one, the last one first.
final class Handing: Sendable {
    private let chunks: Mutex<[StoredChunk]>

    init(_ chunks: [StoredChunk]) { self.chunks = Mutex(chunks) }

    func next() -> StoredChunk? { chunks.withLock { $0.popLast() } }
}
