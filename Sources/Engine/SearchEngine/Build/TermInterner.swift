/// Gives each distinct byte string a number, without a heap object for each.
struct TermInterner {
    private var slots: [UInt32]
    private var ends: [UInt32] = []
    private var blob: [UInt8] = []
    private var hashes: [UInt64] = []

    init() { slots = Array(repeating: 0, count: 1 << 16) }

    var count: Int { ends.count }

    /// The bytes of term `number`.
    subscript(number: Int) -> ArraySlice<UInt8> {
        blob[(number == 0 ? 0 : Int(ends[number - 1]))..<Int(ends[number])]
    }

    /// The number of `term`, a new one at first sight.
    mutating func intern(_ term: UnsafeBufferPointer<UInt8>) -> UInt32 {
        let hash = Self.hash(term)
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != 0 {
            let number = Int(slots[slot]) - 1
            if hashes[number] == hash && equals(number, term) { return UInt32(number) }
            slot = (slot + 1) & (slots.count - 1)
        }
        blob.append(contentsOf: term)
        ends.append(UInt32(blob.count))
        hashes.append(hash)
        slots[slot] = UInt32(ends.count)
        if ends.count * 2 > slots.count { grow() }
        return UInt32(ends.count - 1)
    }

    private func equals(_ number: Int, _ term: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = number == 0 ? 0 : Int(ends[number - 1])
        guard Int(ends[number]) - start == term.count else { return false }
        for i in 0..<term.count where blob[start + i] != term[i] { return false }
        return true
    }

    private mutating func grow() {
        slots = Array(repeating: 0, count: slots.count * 2)
        for (number, hash) in hashes.enumerated() {
            var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt32(number + 1)
        }
    }

    /// FNV-1a, 64 bits.
    private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return hash ^ (hash >> 29)
    }
}
