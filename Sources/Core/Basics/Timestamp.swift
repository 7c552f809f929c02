import Platform

/// UTC time stamps, without Foundation: the Lambda function would be several megabytes larger with it.
public enum Timestamp {
    /// The time of day as a number: milliseconds since 1970.
    public static var milliseconds: Int {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int(time.tv_sec) * 1000 + Int(time.tv_nsec) / 1_000_000
    }

    /// The time of day to the second, in ISO 8601: `2025-08-26T02:00:00+00:00`.
    public static func iso8601() -> String { iso8601(secondsSince1970: milliseconds / 1000) }

    /// A time in ISO 8601: `2025-08-26T02:00:00+00:00`.
    public static func iso8601(secondsSince1970 seconds: Int) -> String { dateAndTime(seconds) + "+00:00" }

    /// The time of day to the millisecond, as RFC 3339 writes it: `2025-08-26T02:00:00.123Z`.
    public static func rfc3339() -> String { rfc3339(milliseconds: milliseconds) }

    /// A time as RFC 3339 writes it, from milliseconds since 1970: `2025-08-26T02:00:00.123Z`.
    public static func rfc3339(milliseconds: Int) -> String {
        let (seconds, rest) = floored(milliseconds, by: 1000)
        return "\(dateAndTime(seconds)).\(padded(rest, 3))Z"
    }

    /// Seconds since 1970 of a proleptic Gregorian date, and `second` of its day; the caller sees to the ranges.
    public static func secondsSince1970(year: Int, month: Int, day: Int, _ second: Int) -> Int {
        // Days since 1 March of year 0, as that puts the leap day at the end of a year.
        let (shiftedYear, shiftedMonth) = month < 3 ? (year - 1, month + 9) : (year, month - 3)
        let days =
            shiftedYear * 365 + shiftedYear / 4 - shiftedYear / 100 + shiftedYear / 400 + (shiftedMonth * 153 + 2) / 5
            + day - 1
        return (days - 719_468) * 86_400 + second
    }

    /// Milliseconds since 1970 of a time in ISO 8601 with all of date, time and zone, as in `2025-08-26T02:00:00.123Z` and
    /// `2025-08-26T04:00:00+02:00`, from the year 1970 on; nil for any other text.
    public static func milliseconds(iso8601 text: String) -> Int? {
        let bytes = Array(text.utf8)
        func number(_ range: Range<Int>) -> Int? {
            guard bytes.count >= range.upperBound, bytes[range].allSatisfy({ (0x30...0x39).contains($0) }) else {
                return nil
            }
            return bytes[range].reduce(0) { $0 * 10 + Int($1 - 0x30) }
        }
        guard bytes.count >= 20, let year = number(0..<4), bytes[4] == 0x2D, let month = number(5..<7),
            bytes[7] == 0x2D,
            let day = number(8..<10), bytes[10] == 0x54, let hour = number(11..<13), bytes[13] == 0x3A,
            let minute = number(14..<16), bytes[16] == 0x3A, let second = number(17..<19), year >= 1970,
            (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second <= 60
        else { return nil }
        var at = 19
        var fraction = 0
        if bytes[at] == 0x2E {
            let digits = bytes[(at + 1)...].prefix { (0x30...0x39).contains($0) }
            guard !digits.isEmpty else { return nil }
            for place in 0..<3 {
                fraction = fraction * 10 + (place < digits.count ? Int(digits[20 + place] - 0x30) : 0)
            }
            at += 1 + digits.count
        }
        guard let offset = zone(bytes[at...], number) else { return nil }
        let seconds = secondsSince1970(year: year, month: month, day: day, hour * 3600 + minute * 60 + second)
        return (seconds - offset) * 1000 + fraction
    }

    /// Seconds east of Greenwich of `Z`, `+02:00` or `+0200`.
    private static func zone(_ bytes: ArraySlice<UInt8>, _ number: (Range<Int>) -> Int?) -> Int? {
        let start = bytes.startIndex
        guard let sign = bytes.first else { return nil }
        if bytes.count == 1, sign == 0x5A { return 0 }
        let minutes = bytes.count == 6 && bytes[start + 3] == 0x3A ? start + 4 : start + 3
        guard sign == 0x2B || sign == 0x2D, bytes.endIndex == minutes + 2, let hour = number(start + 1..<start + 3),
            let minute = number(minutes..<minutes + 2), hour < 24, minute < 60
        else { return nil }
        return (sign == 0x2B ? 1 : -1) * (hour * 3600 + minute * 60)
    }

    /// The proleptic Gregorian date of a day number, counted in eras of 400 years that begin on 1 March.
    private static func dateAndTime(_ seconds: Int) -> String {
        let (days, second) = floored(seconds, by: 86_400)
        let (era, dayOfEra) = floored(days + 719_468, by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * month + 2) / 5 + 1
        let year = era * 400 + yearOfEra + (month >= 10 ? 1 : 0)
        return "\(padded(year, 4))-\(padded(month >= 10 ? month - 9 : month + 3, 2))-\(padded(day, 2))"
            + "T\(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))"
    }

    private static func floored(_ number: Int, by divisor: Int) -> (quotient: Int, remainder: Int) {
        let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
