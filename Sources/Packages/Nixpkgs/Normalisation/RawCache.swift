import Platform

/// Parsed values by their JSON text: nixpkgs repeats a few hundred platform lists and licences in every record, and
/// comparing bytes is many times cheaper than parsing them again. It also lets packages share them in memory.
struct RawCache<Value: Sendable>: Sendable {
    private struct Entry {
        let bytes: [UInt8]
        let value: Value
    }

    private var entries: [UInt64: Entry] = [:]
    private var bytesLeft = 16 << 20

    /// The value of `raw`, made by `parse` unless these bytes were seen before.
    mutating func value(of raw: UnsafeRawBufferPointer, parse: () throws -> Value) rethrows -> Value {
        let hash = Self.hash(raw)
        if let entry = entries[hash] {
            if entry.bytes.count == raw.count, let base = raw.baseAddress, memcmp(entry.bytes, base, raw.count) == 0 {
                return entry.value
            }
            return try parse()
        }
        let value = try parse()
        if raw.count <= bytesLeft {
            bytesLeft -= raw.count
            entries[hash] = Entry(bytes: Array(raw), value: value)
        }
        return value
    }

    /// Eight bytes at a time; equality is checked afterwards, so speed matters more than quality.
    private static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        let factor: UInt64 = 0x9E37_79B9_7F4A_7C15
        var hash = UInt64(bytes.count) &* factor
        var at = 0
        while at &+ 8 <= bytes.count {
            hash = (hash ^ bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)) &* factor
            hash ^= hash >> 29
            at &+= 8
        }
        while at < bytes.count {
            hash = (hash ^ UInt64(bytes[at])) &* factor
            at &+= 1
        }
        return hash ^ hash >> 32
    }
}
