import Basics

/// The names of runs: `YYYYMMDDTHHMMSSZ-<8 hexadecimal digits>`, so that a later run's name comes later in the
/// alphabet.
public enum RunID {
    /// A name for a run that began at `startedAt`, ISO-8601 in UTC: the time, and a random number.
    public static func make(startedAt: String) -> String {
        let compact = startedAt.prefix(19).filter { $0 != "-" && $0 != ":" }
        return "\(compact)Z-\(UInt32.random(in: .min ... .max).hexadecimal)"
    }

    /// Whether a text is the name of a run, and so can be a folder's.
    public static func isValid(_ text: some StringProtocol) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == 25, bytes[8] == UInt8(ascii: "T"), bytes[15] == UInt8(ascii: "Z"),
            bytes[16] == UInt8(ascii: "-")
        else { return false }
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        return (bytes[..<8] + bytes[9..<15]).allSatisfy(digits.contains)
            && bytes[17...].allSatisfy { digits.contains($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0) }
    }
}
