import Basics

extension Gzip {
    /// Writes the file at `path` as one gzip member to `target`, which it creates or empties; the same file gives the same
    /// bytes. Throws `notFound` and `io`, and `CancellationError` where the task is cancelled.
    public static func compress(_ path: String, to target: String, level: Int = 6) throws {
        let source = ByteView(try MappedFile(path: path))
        let writer = try FileWriter(creating: target)
        let encoder = try DeflateEncoder(.gzip, level: level)
        var done = 0
        while done < source.count {
            try Task.checkCancellation()
            let piece = try source.slice(done, min(1 << 20, source.count - done))
            try encoder.encode(piece.bytes) { try writer.write($0) }
            done += piece.count
        }
        withExtendedLifetime(source) {}
        try encoder.finish { try writer.write($0) }
        try writer.close()
    }
}
