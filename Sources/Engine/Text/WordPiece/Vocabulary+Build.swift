import Basics

extension Vocabulary {
    /// The bytes of a vocabulary of these tokens, whose ids are their positions; of equal tokens the first counts.
    public static func build(tokens: [String]) -> [UInt8] { build(tokens: tokens.map { Array($0.utf8)[...] }) }

    /// The bytes of a vocabulary of the tokens in `lines`, one a line, without a line feed after the last.
    public static func build(lines: UnsafeRawBufferPointer) -> [UInt8] {
        build(tokens: [UInt8](lines).split(separator: 0x0A, omittingEmptySubsequences: false))
    }

    static func build(tokens: [ArraySlice<UInt8>]) -> [UInt8] {
        // At most half full, so that most look-ups that find nothing end at their first slot.
        var slotCount = 2
        while slotCount < 2 * tokens.count { slotCount *= 2 }
        var slots = [UInt64](repeating: 0, count: slotCount)
        var longest = 0
        var longestContinuation = 0
        var longestProbe = 0
        for (id, token) in tokens.enumerated() where token.count <= maximumTokenLength {
            longest = max(longest, token.count)
            if token.starts(with: [0x23, 0x23]) { longestContinuation = max(longestContinuation, token.count - 2) }
            let mixed = TokenHash.mix(token.reduce(TokenHash.basis, TokenHash.next))
            var index = Int(mixed & UInt64(slotCount - 1))
            var probe = 0
            while slots[index] != 0 {
                index = (index + 1) & (slotCount - 1)
                probe += 1
            }
            // A second, equal token comes later in the probe sequence and is never found.
            slots[index] = mixed & ~0xFFFF_FFFF | UInt64(id + 1)
            longestProbe = max(longestProbe, probe)
        }
        let size = tokens.reduce(0) { $0 + $1.count }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(headerSize + 8 * slotCount + 4 * (tokens.count + 1) + size)
        func append(_ value: some FixedWidthInteger) {
            withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
        }
        for value in [
            Int(magic), Int(version), tokens.count, slotCount, size, longest, longestContinuation, longestProbe,
        ] { append(UInt32(value)) }
        for slot in slots { append(slot) }
        var offset: UInt32 = 0
        append(offset)
        for token in tokens {
            offset += UInt32(token.count)
            append(offset)
        }
        for token in tokens { bytes.append(contentsOf: token) }
        return bytes
    }
}
