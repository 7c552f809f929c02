import Basics
import ObjectStorage

/// Cuts what an object is made of into pieces of sizes that are asked for.
final class PartReader {
    private enum Source {
        case bytes([UInt8])
        case file(RandomAccessFile)
        case stream(@Sendable () async throws -> [UInt8]?)
    }

    /// How many bytes there are in all, where that is known beforehand.
    let length: Int?
    private let source: Source
    private var offset = 0
    /// Of a stream: what it gave beyond the piece before.
    private var carried: ArraySlice<UInt8> = []
    private var isEnded = false

    /// Throws `notFound` and `io` for a file that cannot be read.
    init(_ content: ObjectContent) async throws {
        switch content {
        case .bytes(let bytes): (source, length) = (.bytes(bytes), bytes.count)
        case .file(let path):
            let file = try await BlockingWork.run { try RandomAccessFile(reading: path) }
            (source, length) = (.file(file), file.size)
        case .stream(let next): (source, length) = (.stream(next), nil)
        }
    }

    /// The file that is read, where it is one.
    var file: RandomAccessFile? { if case .file(let file) = source { file } else { nil } }

    /// The next `count` bytes, fewer at the end and none after it; those of a file are not read yet. Throws what the source
    /// throws.
    func next(_ count: Int) async throws -> PartBytes {
        try Task.checkCancellation()
        switch source {
        case .bytes(let bytes): return .memory(Array(bytes[take(count, of: bytes.count)]))
        case .file(let file): return .file(file, take(count, of: file.size))
        case .stream(let next): return .memory(try await collect(count, next))
        }
    }

    private func take(_ count: Int, of length: Int) -> Range<Int> {
        let range = offset..<min(offset + count, length)
        offset = range.upperBound
        return range
    }

    private func collect(_ count: Int, _ next: () async throws -> [UInt8]?) async throws -> [UInt8] {
        var bytes = Array(carried.prefix(count))
        carried = carried.dropFirst(count)
        while bytes.count < count, !isEnded {
            try Task.checkCancellation()
            guard let piece = try await next() else {
                isEnded = true
                break
            }
            let room = count - bytes.count
            bytes += piece.prefix(room)
            carried = piece.dropFirst(room)
        }
        return bytes
    }
}
