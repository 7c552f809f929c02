import Basics

/// The names of a snapshot's versions: when they were made, and a random number, so that two made at once differ.
public enum VersionName {
    /// The name of a version made now: `20250826_020000_000123_0badcafe`.
    public static func make(at now: ReceiptTime, random: UInt32) -> String {
        "\(now.versionText)_\(random.hexadecimal)"
    }

    /// When a version was made, by its name; nil for names of another form.
    public static func time(of name: String) -> ReceiptTime? {
        let parts = name.split(separator: "_", omittingEmptySubsequences: false).map { Array($0) }
        guard parts.count == 4, parts[0].count == 8, parts[1].count == 6, parts[2].count == 6 else { return nil }
        let (date, clock) = (parts[0].map(String.init), parts[1].map(String.init))
        func joined(_ digits: [String], _ range: Range<Int>) -> String { digits[range].joined() }
        return ReceiptTime(
            "\(joined(date, 0..<4))-\(joined(date, 4..<6))-\(joined(date, 6..<8))T\(joined(clock, 0..<2)):"
                + "\(joined(clock, 2..<4)):\(joined(clock, 4..<6)).\(String(parts[2]))+00:00")
    }
}
