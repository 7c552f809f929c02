/// A derivation's name split as `builtins.parseDrvName` splits it.
struct DerivationName: Equatable {
    /// The part before the version.
    let name: String
    /// The version, `""` when the name holds none.
    let version: String

    /// Splits at the first `-` that is followed by a character other than an ASCII letter.
    init(_ text: String) {
        let bytes = text.utf8
        var at = bytes.startIndex
        while let dash = bytes[at...].firstIndex(of: UInt8(ascii: "-")) {
            let next = bytes.index(after: dash)
            guard next < bytes.endIndex else { break }
            let isLetter = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(bytes[next] | 0x20)
            if !isLetter {
                name = String(text[..<dash])
                version = String(text[next...])
                return
            }
            at = next
        }
        name = text
        version = ""
    }
}
