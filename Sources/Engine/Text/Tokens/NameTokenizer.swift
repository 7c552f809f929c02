/// Splits names (`python312Packages.http-parser`, `NetworkManager`, `7zip`) into the pieces people type.
///
/// Each part between separators comes out whole; where it has inner boundaries (lower to upper case, letter to
/// digit and back) its pieces come out as well: `gtk4` gives `gtk4`, `gtk`, `4`.
public enum NameTokenizer {
    /// Appends the tokens of `name` (not folded: case marks boundaries) to `out`.
    public static func tokenize(_ name: String, into out: inout TokenBuffer) {
        var name = name
        name.withUTF8 { bytes in
            var i = 0
            while i < bytes.count {
                guard isPart(bytes[i]) else {
                    i += 1
                    continue
                }
                let start = i
                while i < bytes.count && isPart(bytes[i]) { i += 1 }
                part(UnsafeBufferPointer(rebasing: bytes[start..<i]), into: &out)
            }
        }
    }

    /// The name without separators, lower-case: the key under which its spellings meet (`docker-compose`,
    /// `docker compose`, `dockerCompose`). Symbols that tell names apart (`+`, `#`) stay.
    public static func key(_ name: String) -> [UInt8] {
        let folded = Folding.fold(name)
        let key = folded.filter(isPart)
        return key.isEmpty ? folded : key
    }

    @inline(__always)
    private static func isPart(_ b: UInt8) -> Bool { Bytes.isWord(b) || b == 0x2B || b == 0x23 }

    private static func part(_ bytes: UnsafeBufferPointer<UInt8>, into out: inout TokenBuffer) {
        if bytes.contains(where: { $0 >= 0x80 }) {
            out.append(Folding.fold(String(decoding: bytes, as: UTF8.self)))
            return
        }
        out.append(bytes.lazy.map(Folding.lower))
        var pieces = 1
        for i in 1..<max(bytes.count, 1) where isBoundary(bytes[i - 1], bytes[i]) { pieces += 1 }
        guard pieces > 1 else { return }
        var start = 0
        for i in 1...bytes.count where i == bytes.count || isBoundary(bytes[i - 1], bytes[i]) {
            out.append(bytes[start..<i].lazy.map(Folding.lower))
            start = i
        }
    }

    @inline(__always)
    private static func isBoundary(_ a: UInt8, _ b: UInt8) -> Bool {
        let lowerToUpper = a &- 0x61 < 26 && b &- 0x41 < 26
        return lowerToUpper || (Bytes.isLetter(a) && Bytes.isDigit(b)) || (Bytes.isDigit(a) && Bytes.isLetter(b))
    }
}
