import Basics

/// Dates in header fields (RFC 9110 §5.6.7).
public enum HTTPDate {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// Reads any of the three forms, all of which mean UTC; nil for anything else.
    ///
    /// `Sun, 06 Nov 1994 08:49:37 GMT`, and from before 1999 `Sunday, 06-Nov-94 08:49:37 GMT` and
    /// `Sun Nov  6 08:49:37 1994`.
    public static func secondsSince1970(_ text: String) -> Int? {
        let words = text.split { $0 == " " || $0 == "," || $0 == "-" }
        if words.count == 6, words[5] == "GMT" {
            // Two digits of a year are this century's, or the one before where that would be far in the future.
            let year = number(words[3], 2).map { $0 + ($0 < 70 ? 2000 : 1900) } ?? number(words[3], 4)
            return seconds(year: year, month: words[2], day: number(words[1], 2), time: words[4])
        }
        guard words.count == 5 else { return nil }
        return seconds(
            year: number(words[4], 4), month: words[1], day: number(words[2], 2) ?? number(words[2], 1), time: words[3])
    }

    private static func seconds(year: Int?, month: Substring, day: Int?, time: Substring) -> Int? {
        let parts = time.split(separator: ":", omittingEmptySubsequences: false).map { number($0, 2) }
        guard let year, let day, let month = months.firstIndex(of: String(month)), (1...31).contains(day),
            parts.count == 3, let hour = parts[0], let minute = parts[1], let second = parts[2],
            hour < 24, minute < 60, second <= 60, year >= 1970
        else { return nil }
        return Timestamp.secondsSince1970(year: year, month: month + 1, day: day, hour * 3600 + minute * 60 + second)
    }

    private static func number(_ text: Substring, _ digits: Int) -> Int? {
        text.utf8.count == digits && text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
    }
}
