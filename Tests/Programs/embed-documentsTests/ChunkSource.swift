import DocumentStore
import Synchronization

/// Chunks given one by one, as stores ask for them.
final class ChunkSource: Sendable {
    private let rest: Mutex<ArraySlice<StoredChunk>>

    init(_ chunks: [StoredChunk]) { rest = Mutex(chunks[...]) }

    /// The next chunk; nil after the last.
    @Sendable func next() -> StoredChunk? { rest.withLock { $0.popFirst() } }
}
