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
