import Basics
import Digests
import ObjectStorage

/// Checks a body against the checksum of its parts' checksums, which S3 keeps of uploads in parts
/// (docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html).
actor CompositeCheck {
    private let key: String
    private let expected: String
    private let plan: PartPlan
    private let source: @Sendable () async throws -> [UInt8]?
    private var parts: Digest?
    private var part: Digest?
    private var number = 1
    private var filled = 0

    /// Nil where `checksum` is not of this kind. Throws `notFound` without libcrypto.
    init?(
        _ key: String, _ checksum: String, _ plan: PartPlan, _ source: @escaping @Sendable () async throws -> [UInt8]?
    ) throws {
        guard let dash = checksum.lastIndex(of: "-"), Int(checksum[checksum.index(after: dash)...]) != nil else {
            return nil
        }
        self.key = key
        expected = checksum
        self.plan = plan
        self.source = source
        parts = try Digest(.sha256)
        part = try Digest(.sha256)
    }

    func next() async throws -> [UInt8]? {
        guard let piece = try await source() else {
            try finish()
            return nil
        }
        var rest = piece[...]
        while !rest.isEmpty {
            if filled == plan.size(of: number) { try close() }
            let count = min(rest.count, plan.size(of: number) - filled)
            part?.update(Array(rest.prefix(count)))
            filled += count
            rest = rest.dropFirst(count)
        }
        return piece
    }

    /// Ends a part and begins the next.
    private func close() throws {
        if let sum = part.take()?.finalize() { parts?.update(sum) }
        part = try Digest(.sha256)
        number += 1
        filled = 0
    }

    private func finish() throws {
        guard parts != nil else { return }
        let count = number
        try close()
        guard let sum = parts.take() else { return }
        let found = "\(Base64.encode(sum.finalize()))-\(count)"
        if found != expected { throw FdnixError.checksum(of: key, expected: expected, found: found) }
    }
}
