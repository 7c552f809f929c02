public import Basics

/// A moment to the microsecond, and the one form in which times are written: `2025-08-26T02:00:00.000123+00:00`.
public struct ReceiptTime: Sendable, Hashable, Comparable {
    /// Microseconds since 1970, UTC.
    public let microseconds: Int

    /// A moment by microseconds since 1970.
    public init(microseconds: Int) { self.microseconds = microseconds }

    /// A moment by milliseconds since 1970, as `TimeSource` tells them.
    public init(milliseconds: Int) { microseconds = milliseconds * 1000 }

    /// The present moment of a clock.
    public static func now(_ time: TimeSource) -> ReceiptTime { ReceiptTime(milliseconds: time.now()) }

    /// Whether the left moment comes first.
    public static func < (left: ReceiptTime, right: ReceiptTime) -> Bool { left.microseconds < right.microseconds }

    /// The moment `minutes` later, or earlier where that is negative.
    public func adding(minutes: Int) -> ReceiptTime {
        ReceiptTime(microseconds: microseconds + minutes * 60_000_000)
    }

    /// The moment as text, always of the same length, so that texts sort as moments do.
    public var text: String { "\(dateAndTime).\(fraction)+00:00" }

    /// The moment as the beginning of a version's name: `20250826_020000_000123`.
    public var versionText: String {
        let parts = dateAndTime.filter { $0 != "-" && $0 != ":" }.split(separator: "T")
        return "\(parts.joined(separator: "_"))_\(fraction)"
    }

    /// Whole seconds since 1970, rounded down.
    public var seconds: Int { (microseconds - rest) / 1_000_000 }

    private var rest: Int {
        let rest = microseconds % 1_000_000
        return rest < 0 ? rest + 1_000_000 : rest
    }

    private var dateAndTime: String { String(Timestamp.iso8601(secondsSince1970: seconds).dropLast(6)) }

    private var fraction: String {
        let digits = String(rest)
        return String(repeating: "0", count: 6 - digits.count) + digits
    }
}

extension ReceiptTime {
    /// Reads ISO 8601 with date and time: without a zone it is UTC, and `Z`, `+02`, `+0200` and `+02:00` are zones; a fraction
    /// may have any number of digits, of which six count. Nil for any other text.
    public init?(_ text: String) {
        var scanner = TimeScanner(bytes: Array(text.utf8)[...])
        guard let year = scanner.number(4), scanner.skip("-"), let month = scanner.number(2), scanner.skip("-"),
            let day = scanner.number(2), scanner.skip("Tt "), let hour = scanner.number(2), scanner.skip(":"),
            let minute = scanner.number(2), scanner.skip(":"), let second = scanner.number(2), year >= 1,
            (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second <= 60
        else { return nil }
        let fraction = scanner.skip(".,") ? scanner.fraction() : 0
        guard let fraction, let offset = scanner.zone(), scanner.bytes.isEmpty else { return nil }
        let seconds = Timestamp.secondsSince1970(
            year: year, month: month, day: day, hour * 3600 + minute * 60 + second - offset)
        microseconds = seconds * 1_000_000 + fraction
    }
}

private struct TimeScanner {
    var bytes: ArraySlice<UInt8>

    mutating func skip(_ choices: StaticString) -> Bool {
        guard let first = bytes.first,
            UnsafeBufferPointer(start: choices.utf8Start, count: choices.utf8CodeUnitCount).contains(first)
        else { return false }
        bytes.removeFirst()
        return true
    }

    mutating func number(_ digits: Int) -> Int? {
        let part = bytes.prefix(digits)
        guard part.count == digits, part.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        bytes.removeFirst(digits)
        return part.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    /// Microseconds of the digits of a fraction; nil where there is none.
    mutating func fraction() -> Int? {
        let digits = bytes.prefix { (0x30...0x39).contains($0) }
        bytes.removeFirst(digits.count)
        let six = digits.prefix(6)
        guard !six.isEmpty else { return nil }
        return (six + repeatElement(0x30, count: 6 - six.count)).reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    /// Seconds east of Greenwich; 0 where nothing follows.
    mutating func zone() -> Int? {
        if bytes.isEmpty || skip("Zz") { return 0 }
        let sign = bytes.first == UInt8(ascii: "-") ? -1 : 1
        guard skip("+-"), let hours = number(2), hours < 24 else { return nil }
        let minutes = skip(":") || !bytes.isEmpty ? number(2) : 0
        guard let minutes, minutes < 60 else { return nil }
        let seconds = skip(":") || !bytes.isEmpty ? number(2) : 0
        return seconds.map { sign * (hours * 3600 + minutes * 60 + $0) }
    }
}
