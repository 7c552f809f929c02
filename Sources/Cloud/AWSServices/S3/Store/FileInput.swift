import Basics
import Digests
import ObjectStorage
import Synchronization

/// Reads a file front to back and sums it up; one that does not have the SHA-256 it should have ends in an error.
final class FileInput: ByteInput {
    private let file: RandomAccessFile
    private let key: String
    private let expected: String?
    private let onProgress: ((Int) -> Void)?
    private var offset = 0
    private var digest: Digest?
    /// The SHA-256 in lower-case hexadecimal, when the file was read to its end.
    private(set) var sum = ""

    private static let pieceSize = 1 << 20

    init(_ file: RandomAccessFile, _ key: String, expecting expected: String?, onProgress: ((Int) -> Void)? = nil)
        throws
    {
        self.file = file
        self.key = key
        self.expected = expected
        self.onProgress = onProgress
        digest = try Digest(.sha256)
    }

    func next() async throws -> [UInt8]? {
        let bytes = try await file.read(min(Self.pieceSize, file.size - offset), at: offset)
        guard !bytes.isEmpty else {
            if let digest = digest.take() { sum = digest.finalize().hexadecimal }
            if let expected, sum != expected { throw FdnixError.checksum(of: key, expected: expected, found: sum) }
            return nil
        }
        offset += bytes.count
        digest?.update(bytes)
        onProgress?(offset)
        return bytes
    }
}

/// Tells how far something is, and nothing again when it begins again.
final class HighWater: Sendable {
    private let mark = Mutex(0)
    private let told: (@Sendable (Int) -> Void)?

    init(_ told: (@Sendable (Int) -> Void)?) { self.told = told }

    func tell(_ count: Int) {
        mark.withLock { mark in
            guard count > mark else { return }
            mark = count
            told?(count)
        }
    }
}
