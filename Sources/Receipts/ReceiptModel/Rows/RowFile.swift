public import Basics

/// The bytes of a file of JSON rows, as whatever made it has saved it.
public enum RowFile {
    /// The rows without a mark of byte order before them. Throws `malformedInput` for a file that is compressed or in UTF-16, with
    /// its name and what it is.
    public static func text(_ bytes: [UInt8], _ file: String) throws(FdnixError) -> ArraySlice<UInt8> {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return bytes[3...] }
        if bytes.starts(with: [0x1F, 0x8B]) {
            throw FdnixError(.malformedInput, "\(file): it is compressed by gzip: unpack it first")
        }
        let brace = UInt8(ascii: "{")
        // With its mark of byte order, or as rows begin without one.
        if [[0xFF, 0xFE], [0xFE, 0xFF], [brace, 0], [0, brace]].contains(where: { bytes.starts(with: $0) }) {
            throw FdnixError(.malformedInput, "\(file): it is UTF-16: save it as UTF-8")
        }
        return bytes[...]
    }
}
