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
                "cannot read \(charset.name): the C library lacks it; install its gconv modules, or convert the text to UTF-8"
            )
        }
        defer { iconv_close(converter) }
        var result = Result()
        result.bytes.reserveCapacity(source.count + source.count / 2)
        // iconv takes a pointer to what it will not write.
        var input = UnsafeMutablePointer(mutating: source.baseAddress?.assumingMemoryBound(to: CChar.self))
        var left = source.count
        while left > 0 {
            let error = write(to: &result.bytes) { iconv(converter, &input, &left, $0, $1) }
            guard error != 0 else { break }
            if error == E2BIG { continue }
            result.bytes += [0xEF, 0xBF, 0xBD]
            result.replaced += 1
            let skipped = error == EINVAL ? left : min(charset.unit, left)
            input = input.map { $0 + skipped }
            left -= skipped
        }
        // Some hold a letter back, to which a mark may come.
        _ = write(to: &result.bytes) { iconv(converter, nil, nil, $0, $1) }
        return result
    }

    /// Appends what `step` writes; gives the error with which it stopped, 0 where it did not.
    private static func write(
        to bytes: inout [UInt8],
        _ step: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>, UnsafeMutablePointer<Int>) -> Int
    ) -> Int32 {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1 << 15) { block in
            var output = block.baseAddress
            var room = block.count
            errno = 0
            let status = step(&output, &room)
            let error = errno
            bytes.append(contentsOf: UnsafeRawBufferPointer(block).prefix(block.count - room))
            return status == -1 ? error : 0
        }
    }
}
