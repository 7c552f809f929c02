import AWS
import Basics
import Digests
import ObjectStorage
import Synchronization

/// Sends the parts of an object, several at once, and knows what became of them.
struct PartUpload: Sendable {
    let bucket: S3Bucket
    let key: String
    let upload: String
    let plan: PartPlan
    /// How many parts of the first size may be on their way; of larger ones so many that they need no more memory.
    let concurrency: Int
    /// What an upload that was broken off has left on the server, by number.
    let present: [Int: S3Part]

    /// What was sent, when all of it was.
    struct Sent {
        var parts: [S3Part] = []
        var size = 0
    }

    /// Sends what `reader` gives; `begun` are the first bytes of it. Throws `corrupt` where the whole has not the SHA-256
    /// `expected`, and what reading and sending throw; then some parts are on the server.
    func send(
        _ begun: PartBytes, _ reader: PartReader, expecting expected: String?, onProgress: (@Sendable (Int) -> Void)?
    ) async throws -> Sent {
        var whole = try Summed(expected)
        let progress = Progress(onProgress)
        let sent = try await withThrowingTaskGroup(of: S3Part.self) { group in
            var sent = Sent()
            var flying = 0
            for number in 1... {
                let size = plan.size(of: number)
                while flying >= limit(size, reader) {
                    if let part = try await group.next() { sent.parts.append(part) }
                    flying -= 1
                }
                let bytes = number == 1 ? begun : try await reader.next(size)
                if bytes.count == 0 { break }
                guard number <= PartPlan.most else {
                    throw FdnixError(.usage, "\(key) is too large for S3, which takes \(PartPlan.most) parts")
                }
                let sha256 = try await whole.update(bytes)
                sent.size += bytes.count
                group.addTask { try await self.part(number, bytes, sha256, progress) }
                flying += 1
            }
            for try await part in group { sent.parts.append(part) }
            return sent
        }
        try whole.check(key)
        return Sent(parts: sent.parts.sorted { $0.number < $1.number }, size: sent.size)
    }

    /// Parts of a file need no memory; of those of a stream there are as many at once as there is for those of the first
    /// size.
    private func limit(_ size: Int, _ reader: PartReader) -> Int {
        reader.file == nil ? max(1, min(concurrency, concurrency * plan.first / size)) : concurrency
    }

    private func part(_ number: Int, _ bytes: PartBytes, _ sha256: [UInt8], _ progress: Progress) async throws -> S3Part
    {
        if let part = present[number], try await Self.holds(part, bytes, sha256) {
            progress.add(bytes.count)
            return part
        }
        let part = try await bucket.uploadPart(key, upload, number, bytes, sha256: sha256)
        progress.add(bytes.count)
        return part
    }

    /// Whether a part on the server has these bytes: by its SHA-256, and by its tag, which is an MD5, where it keeps none.
    private static func holds(_ part: S3Part, _ bytes: PartBytes, _ sha256: [UInt8]) async throws -> Bool {
        guard part.size == bytes.count else { return false }
        if let checksum = part.checksum { return checksum == Base64.encode(sha256) }
        var digest = try Digest(.md5)
        try await bytes.read { digest.update($0) }
        return part.tag == digest.finalize().hexadecimal
    }

    /// Tells how many bytes are there, in order although parts arrive in any.
    private final class Progress: Sendable {
        private let count = Mutex(0)
        private let tell: (@Sendable (Int) -> Void)?

        init(_ tell: (@Sendable (Int) -> Void)?) { self.tell = tell }

        func add(_ bytes: Int) {
            count.withLock { count in
                count += bytes
                tell?(count)
            }
        }
    }

    /// The sum of all bytes, where it matters.
    private struct Summed: ~Copyable {
        private let expected: String?
        private var digest: Digest?

        init(_ expected: String?) throws {
            self.expected = expected
            digest = try expected == nil ? nil : Digest(.sha256)
        }

        /// Adds a part; returns the part's own sum.
        mutating func update(_ bytes: PartBytes) async throws -> [UInt8] {
            var part = try Digest(.sha256)
            try await bytes.read { piece in
                part.update(piece)
                digest?.update(piece)
            }
            return part.finalize()
        }

        mutating func check(_ key: String) throws {
            guard let expected, let found = digest.take()?.finalize().hexadecimal, found != expected else { return }
            throw FdnixError.checksum(of: key, expected: expected, found: found)
        }
    }
}
