import Platform
import Testing

@testable import Basics

@Suite("Time stamps")
struct TimestampTests {
    @Test(
        "dates are those of the calendar",
        arguments: [
            (0, "1970-01-01T00:00:00+00:00"), (-1, "1969-12-31T23:59:59+00:00"),
            (951_782_400, "2000-02-29T00:00:00+00:00"), (4_107_542_399, "2100-02-28T23:59:59+00:00"),
            (4_107_542_400, "2100-03-01T00:00:00+00:00"), (1_756_173_600, "2025-08-26T02:00:00+00:00"),
        ])
    func dates(seconds: Int, text: String) { #expect(Timestamp.iso8601(secondsSince1970: seconds) == text) }

    @Test("any second reads as the C library's calendar has it")
    func sameAsC() {
        for _ in 0..<2000 {
            let seconds = Int.random(in: -60_000_000_000...250_000_000_000)
            var time = time_t(seconds)
            var parts = tm()
            gmtime_r(&time, &parts)
            var buffer = [UInt8](repeating: 0, count: 64)
            let count = buffer.withUnsafeMutableBytes { raw in
                strftime(raw.bindMemory(to: CChar.self).baseAddress, raw.count, "-%m-%dT%H:%M:%S+00:00", &parts)
            }
            let text = Timestamp.iso8601(secondsSince1970: seconds)
            #expect(text.hasSuffix(String(decoding: buffer.prefix(count), as: UTF8.self)))
            #expect(Int(text.prefix(4)) == Int(parts.tm_year) + 1900)
        }
    }

    @Test("milliseconds have three digits, before 1970 too")
    func milliseconds() {
        #expect(Timestamp.rfc3339(milliseconds: 7) == "1970-01-01T00:00:00.007Z")
        #expect(Timestamp.rfc3339(milliseconds: -1) == "1969-12-31T23:59:59.999Z")
        #expect(Timestamp.rfc3339(milliseconds: 1_756_173_600_120) == "2025-08-26T02:00:00.120Z")
    }

    @Test("now is now")
    func now() {
        let seconds = Int(time(nil))
        #expect(abs(Timestamp.milliseconds / 1000 - seconds) <= 1)
        #expect(Timestamp.iso8601().hasPrefix("20"))
    }
}
