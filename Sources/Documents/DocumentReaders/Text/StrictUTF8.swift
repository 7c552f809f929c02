import Basics

/// Bytes that must be UTF-8 as they stand.
enum StrictUTF8 {
    /// Throws `malformedInput`, with the place of the first byte that is wrong, unless `bytes` are valid UTF-8.
    static func check(_ bytes: UnsafeRawBufferPointer) throws(FdnixError) {
        let span = Span<UInt8>(_unsafeBytes: bytes)
        do {
            _ = try UTF8Span(validating: span)
        } catch {
            throw FdnixError(
                .malformedInput,
                "the text is not UTF-8 (byte \(error.byteOffsets.lowerBound)); convert it, or set "
                    + "DOCUMENT_CHARSETS=detect")
        }
    }
}
