/// Chunks that are looked up and embedded together: enough to keep many calls to a model busy, few enough for memory.
struct ChunkWindow {
    /// The number of the first one in its document, from 0.
    let first: Int
    /// The chunks in their order.
    private(set) var chunks: [SpooledChunk] = []

    /// Reads the next window, which begins with chunk number `first`; it is empty at the end. Throws what `reader` does.
    init(_ reader: inout RecordReader, first: Int) throws {
        self.first = first
        var bytes = 0
        while chunks.count < Self.chunkLimit, bytes < Self.byteLimit, let record = try reader.next() {
            bytes += record.count
            chunks.append(try SpooledChunk(record: record))
        }
    }

    /// A multiple of 64, 96 and 512: as many texts as services take at once, so that no call goes out half empty.
    private static let chunkLimit = 1536
    private static let byteLimit = 8 << 20
}
