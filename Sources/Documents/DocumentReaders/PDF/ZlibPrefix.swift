import CZlib

/// Expands zlib streams of damaged files.
enum ZlibPrefix {
    /// What the start of `data` expands to, as far as it is whole, at most `limit` bytes; nothing where it is not zlib.
    static func expand(_ data: UnsafeRawBufferPointer, limit: Int) -> [UInt8] {
        var stream = z_stream()
        guard limit > 0, inflateInit_(&stream, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            return []
        }
        defer { inflateEnd(&stream) }
        stream.next_in = UnsafeMutablePointer(mutating: data.baseAddress?.assumingMemoryBound(to: UInt8.self))
        stream.avail_in = UInt32(clamping: data.count)
        var output: [UInt8] = []
        var result = Z_OK
        while result == Z_OK, output.count < limit {
            let room = min(1 << 16, limit - output.count)
            output += [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
                stream.next_out = buffer.baseAddress
                stream.avail_out = UInt32(room)
                result = inflate(&stream, Z_NO_FLUSH)
                count = room - Int(stream.avail_out)
            }
        }
        return output
    }
}
