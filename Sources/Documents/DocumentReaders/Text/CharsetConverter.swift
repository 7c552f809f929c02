import Basics
import Platform

/// Turns bytes of another charset into UTF-8, by the C library's `iconv`.
enum CharsetConverter {
    /// What came of a conversion.
    struct Result {
        /// Valid UTF-8.
        var bytes: [UInt8] = []
        /// How many characters could not be read; U+FFFD stands for each.
        var replaced = 0
    }

    /// Converts `source`; what cannot be read is replaced. Throws `incompatible` where the C library lacks the charset.
    static func convert(_ source: UnsafeRawBufferPointer, from charset: Charset) throws(FdnixError) -> Result {
        let converter = iconv_open("UTF-8", charset.name)
        guard let converter, converter != iconv_t(bitPattern: -1) else {
            throw FdnixError(
                .incompatible,
                "cannot read \(charset.name): the C library lacks it; install its gconv modules, or convert the text to UTF-8")
        }
        defer { iconv_close(converter) }
        var result = Result()
        result.bytes.reserveCapacity(source.count + source.count / 2)
        var block = [CChar](repeating: 0, count: 1 << 16)
        // iconv takes a pointer to what it will not write.
        var input = UnsafeMutablePointer(mutating: source.baseAddress?.assumingMemoryBound(to: CChar.self))
        var left = source.count
        while left > 0 {
            let (status, error) = block.withUnsafeMutableBufferPointer { block in
                var output = block.baseAddress
                var room = block.count
                errno = 0
                let status = iconv(converter, &input, &left, &output, &room)
                let error = errno
                let written = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(block)[..<(block.count - room)])
                result.bytes.append(contentsOf: written)
                return (status, error)
            }
            guard status == Int.max || Int(bitPattern: UInt(bitPattern: status)) == -1 else { break }
            if error == E2BIG { continue }
            result.bytes += [0xEF, 0xBF, 0xBD]
            result.replaced += 1
            let skipped = error == EINVAL ? left : min(charset.unit, left)
            input = input.map { $0 + skipped }
            left -= skipped
        }
        return result
    }
}
