import Basics

/// A WordPiece vocabulary over flat memory: opened from a mapped file with no parsing.
///
/// Layout, little-endian: a header of eight 32-bit words (magic `FDNV`, version, number of tokens, number of slots,
/// bytes of all tokens, longest token in bytes, longest continuation in bytes without `##`, longest probe sequence);
/// the slots of an open-addressing hash table, 64 bits each (tag in the upper half, token id + 1 in the lower, zero
/// for an empty slot); the tokens' offsets, 32 bits each, one more than there are tokens; the tokens' bytes.
///
/// The hash is FNV-1a of 64 bits (Fowler, Noll, Vo) over the token's bytes (a continuation with its `##`), mixed:
/// `m = h * 0x9E3779B97F4A7C15; m ^= m >> 32`. The lower bits of `m` choose the first slot, its upper half is the
/// tag, and collisions go to the next slot. FNV-1a gives the hashes of all prefixes of a word in one pass.
public struct Vocabulary: Sendable {
    /// The bytes of the vocabulary, as they are stored in a file.
    public let view: ByteView
    /// How many tokens there are; ids go from zero up to it.
    public let count: Int
    /// The longest token in bytes.
    public let longestToken: Int

    static let magic: UInt32 = 0x564E_4446
    static let version: UInt32 = 1
    static let headerSize = 32
    /// Longer tokens are of no use: a word has at most 100 characters.
    static let maximumTokenLength = 512

    private let longestContinuation: Int
    private let longestProbe: Int
    private let mask: UInt64
    // Safe to share: they point into `view`, which is immutable, Sendable, and kept alive by this value.
    private nonisolated(unsafe) let slots: UnsafeBufferPointer<UInt64>
    private nonisolated(unsafe) let offsets: UnsafeBufferPointer<UInt32>
    private nonisolated(unsafe) let bytes: UnsafeBufferPointer<UInt8>

    /// Opens a vocabulary. The sizes are checked here, offsets and slots with each look-up, so that this takes the
    /// same short time for any size.
    public init(validating view: ByteView) throws {
        func damaged(_ what: String) -> FdnixError {
            FdnixError(.corrupt, "the model's vocabulary is damaged: \(what); build the index again")
        }
        let header = try view.slice(0, Self.headerSize, "the vocabulary's header").array(of: UInt32.self)
        guard header[0] == Self.magic else { throw damaged("it does not start with FDNV") }
        guard header[1] == Self.version else {
            throw FdnixError(
                .incompatible, "the model's vocabulary has format \(header[1]), not \(Self.version); update fdnix")
        }
        let slotCount = Int(header[3])
        count = Int(header[2])
        longestToken = Int(header[5])
        longestContinuation = Int(header[6])
        longestProbe = Int(header[7])
        guard slotCount.nonzeroBitCount == 1, count < slotCount, longestProbe <= slotCount else {
            throw damaged("\(count) tokens in \(slotCount) slots")
        }
        guard longestToken <= Self.maximumTokenLength, longestContinuation <= longestToken else {
            throw damaged("tokens of \(longestToken) bytes")
        }
        let offsetsStart = Self.headerSize + 8 * slotCount
        let bytesStart = offsetsStart + 4 * (count + 1)
        guard view.count == bytesStart + Int(header[4]) else { throw damaged("its size is \(view.count)") }
        self.view = view
        mask = UInt64(slotCount - 1)
        slots = try view.slice(Self.headerSize, 8 * slotCount).array(of: UInt64.self, "the vocabulary's hash table")
        offsets = try view.slice(offsetsStart, 4 * (count + 1)).array(of: UInt32.self, "the vocabulary's offsets")
        bytes = try view.slice(bytesStart, Int(header[4])).array(of: UInt8.self)
    }

    /// The token with this id, nil where there is none (or the file is damaged).
    public func token(_ id: Int32) -> String? { tokenBytes(id).map { String(decoding: $0, as: UTF8.self) } }

    /// The id of a token: of a word's start, or with `continuation` of `##` and these bytes.
    public func id(of token: UnsafeBufferPointer<UInt8>, continuation: Bool = false) -> Int32? {
        guard let start = token.baseAddress, token.count <= longestToken else { return nil }
        var hash = continuation ? TokenHash.continuation : TokenHash.basis
        for byte in token { hash = TokenHash.next(hash, byte) }
        return find(hash, start, token.count, continuation)
    }

    /// The id of a token as it is written in the vocabulary.
    public func id(of token: String) -> Int32? {
        var token = token
        return token.withUTF8 { id(of: $0) }
    }

    /// The longest token that `word` starts with. `hashes` is scratch space for `longestToken` values.
    @inline(__always)
    func longestMatch(
        _ word: UnsafePointer<UInt8>, _ count: Int, continuation: Bool, hashes: UnsafeMutablePointer<UInt64>
    ) -> (id: Int32, length: Int)? {
        var hash = continuation ? TokenHash.continuation : TokenHash.basis
        var length = min(count, continuation ? longestContinuation : longestToken)
        for i in 0..<length {
            hash = TokenHash.next(hash, word[i])
            hashes[i] = hash
        }
        while length > 0 {
            if let id = find(hashes[length - 1], word, length, continuation) { return (id, length) }
            length -= 1
        }
        return nil
    }

    /// Walks the probe sequence of `hash`.
    @inline(__always)
    private func find(_ hash: UInt64, _ word: UnsafePointer<UInt8>, _ count: Int, _ continuation: Bool) -> Int32? {
        let mixed = TokenHash.mix(hash)
        var index = mixed & mask
        for _ in 0...longestProbe {
            // `index` is masked by the number of slots, which `init` found to be all there.
            let slot = slots[Int(truncatingIfNeeded: index)]
            if slot == 0 { return nil }
            if slot >> 32 == mixed >> 32 {
                let id = Int32(truncatingIfNeeded: Int64(slot & 0xFFFF_FFFF) - 1)
                if let token = tokenBytes(id), matches(token, word, count, continuation) { return id }
            }
            index = (index + 1) & mask
        }
        return nil
    }

    @inline(__always)
    private func matches(
        _ token: UnsafeBufferPointer<UInt8>, _ word: UnsafePointer<UInt8>, _ count: Int, _ continuation: Bool
    ) -> Bool {
        let prefix = continuation ? 2 : 0
        guard token.count == count + prefix else { return false }
        if continuation && (token[0] != 0x23 || token[1] != 0x23) { return false }
        for i in 0..<count where token[prefix + i] != word[i] { return false }
        return true
    }

    /// A token's bytes, checked against a damaged file.
    @inline(__always)
    func tokenBytes(_ id: Int32) -> UnsafeBufferPointer<UInt8>? {
        guard id >= 0, Int(id) < count else { return nil }
        let start = Int(offsets[Int(id)])
        let end = Int(offsets[Int(id) + 1])
        guard start <= end, end <= bytes.count else { return nil }
        return UnsafeBufferPointer(rebasing: bytes[start..<end])
    }
}

/// The hash of the vocabulary's table.
enum TokenHash {
    static let basis: UInt64 = 0xCBF2_9CE4_8422_2325
    /// The hash after `##`.
    static let continuation = next(next(basis, 0x23), 0x23)

    @inline(__always)
    static func next(_ hash: UInt64, _ byte: UInt8) -> UInt64 { (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }

    @inline(__always)
    static func mix(_ hash: UInt64) -> UInt64 {
        let mixed = hash &* 0x9E37_79B9_7F4A_7C15
        return mixed ^ (mixed >> 32)
    }
}
