import Basics

/// The text of a document while it is worked on: in memory, or in a file where it is long, so that documents of any length
/// are read in bounded memory.
final class DocumentText {
    private var bytes: [UInt8] = []
    private var file: FileWriter?
    private let path: String
    private let limit: Int
    /// How many bytes there are.
    private(set) var count = 0

    /// No text yet; what is over `limit` bytes goes to a file at `path`.
    init(spillingTo path: String, over limit: Int = 8 << 20) {
        self.path = path
        self.limit = limit
    }

    deinit { if file != nil { try? FileSystem.remove(path) } }

    /// Adds the next piece. Throws `io`.
    func append(_ piece: UnsafeRawBufferPointer) throws {
        count += piece.count
        if let file { return try file.write(piece) }
        guard count > limit else {
            bytes += piece
            return
        }
        let file = try FileWriter(creating: path)
        try bytes.withUnsafeBytes { try file.write($0) }
        try file.write(piece)
        self.file = file
        bytes = []
    }

    /// Writes over bytes that are there. Throws `io`.
    func overwrite(_ replacement: [UInt8], at offset: Int) throws {
        precondition(offset >= 0 && offset + replacement.count <= count, "only what is there can be written over")
        if let file { return try replacement.withUnsafeBytes { try file.overwrite($0, at: offset) } }
        bytes.replaceSubrange(offset..<offset + replacement.count, with: replacement)
    }

    /// Gives `body` the whole text. Throws what it throws, and `io`.
    func withBytes<T>(_ body: (UnsafeRawBufferPointer) throws -> T) throws -> T {
        try withBytes { bytes, _ in try body(bytes) }
    }

    /// Gives `body` the whole text, and what gives back the memory of a long one that was read so far. Throws as above.
    func withBytes<T>(_ body: (UnsafeRawBufferPointer, @escaping () -> Void) throws -> T) throws -> T {
        guard file != nil else { return try bytes.withUnsafeBytes { try body($0) {} } }
        let mapped = try MappedFile(path: path)
        return try withExtendedLifetime(mapped) { try body(mapped.bytes) { mapped.release() } }
    }
}
