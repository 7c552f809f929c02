import Basics

/// Where the results of runs are.
public enum ResultKey {
    /// The folder of a run's results, one object a document.
    public static func folder(of run: String) -> String { "ingestion_output/\(run)/sf-results/" }

    /// The key of one result: the document's address with `_` for each `/`, and `random` in hexadecimal, so that the
    /// results of several tries do not replace each other.
    public static func key(of uri: String, run: String, random: UInt32) -> String {
        let path = uri.hasPrefix("s3://") ? uri.dropFirst("s3://".count) : uri[...]
        var safe = ""
        var size = 0
        for scalar in path.unicodeScalars {
            // What no key of an object may have.
            let isControl = scalar.value < 0x20 || scalar.value == 0x7F
            let kept: Unicode.Scalar = scalar == "/" || isControl ? "_" : scalar
            size += UTF8.width(kept)
            guard size <= longest else { break }
            safe.unicodeScalars.append(kept)
        }
        return "\(folder(of: run))\(safe.isEmpty ? "unknown" : safe)_\(random.hexadecimal).json"
    }

    /// Bytes of the address that go into a key, which has at most 1,024.
    private static let longest = 900
}
