import Basics
import Digests

/// Sums up a body while it is read, and holds the last piece back until the sum is known.
actor CheckedBody {
    private let key: String
    private let expected: String
    private let source: @Sendable () async throws -> [UInt8]?
    private var digest: Digest?
    private var held: [UInt8]?
    private var isBegun = false

    init(_ key: String, _ expected: String, _ source: @escaping @Sendable () async throws -> [UInt8]?) throws {
        self.key = key
        self.expected = expected
        self.source = source
        digest = try Digest(.sha256)
    }

    func next() async throws -> [UInt8]? {
        if !isBegun {
            isBegun = true
            held = try await read()
        }
        guard let piece = held else { return nil }
        held = try await read()
        return piece
    }

    /// The next piece of the source; at its end the sum must be right.
    private func read() async throws -> [UInt8]? {
        if let piece = try await source() {
            digest?.update(piece)
            return piece
        }
        if let found = digest.take()?.finalize().hexadecimal, found != expected {
            throw FdnixError.checksum(of: key, expected: expected, found: found)
        }
        return nil
    }
}
