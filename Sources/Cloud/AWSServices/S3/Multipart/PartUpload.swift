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
        _ begun: [UInt8], _ reader: PartReader, expecting expected: String?, onProgress: (@Sendable (Int) -> Void)?
    ) async throws -> Sent {
        var whole = try Summed(expected)
        let progress = Progress(onProgress)
        let sent = try await withThrowingTaskGroup(of: S3Part.self) { group in
            var sent = Sent()
            var flying = 0
            for number in 1... {
                let size = plan.size(of: number)
                while flying >= max(1, min(concurrency, concurrency * plan.first / size)) {
                    if let part = try await group.next() { sent.parts.append(part) }
                    flying -= 1
                }
                let bytes = number == 1 && !begun.isEmpty ? begun : try await reader.next(size)
                if bytes.isEmpty { break }
                guard number <= PartPlan.most else {
                    throw FdnixError(.usage, "\(key) is too large for S3, which takes \(PartPlan.most) parts")
                }
                whole.update(bytes)
                sent.size += bytes.count
                group.addTask { try await self.part(number, bytes, progress) }
                flying += 1
            }
            for try await part in group { sent.parts.append(part) }
            return sent
        }
        try whole.check(key)
        return Sent(parts: sent.parts.sorted { $0.number < $1.number }, size: sent.size)
    }

    private func part(_ number: Int, _ bytes: [UInt8], _ progress: Progress) async throws -> S3Part {
        let sha256 = try Digest.hash(.sha256, bytes)
        if let part = present[number], try Self.holds(part, bytes, sha256) {
            progress.add(bytes.count)
            return part
        }
        let part = try await bucket.uploadPart(key, upload, number, bytes, sha256: sha256)
        progress.add(bytes.count)
        return part
    }

    /// Whether a part on the server has these bytes: by its SHA-256, and by its tag, which is an MD5, where it keeps none.
    private static func holds(_ part: S3Part, _ bytes: [UInt8], _ sha256: [UInt8]) throws -> Bool {
        guard part.size == bytes.count else { return false }
        if let checksum = part.checksum { return checksum == Base64.encode(sha256) }
        return part.tag == (try Digest.hash(.md5, bytes)).hexadecimal
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

        mutating func update(_ bytes: [UInt8]) { digest?.update(bytes) }

        mutating func check(_ key: String) throws {
            guard let expected, let found = digest.take()?.finalize().hexadecimal, found != expected else { return }
            throw FdnixError.checksum(of: key, expected: expected, found: found)
        }
    }
}
