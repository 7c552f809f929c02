import Basics
import PackageSearch
import Testing

@Suite("The age of an index")
struct IndexAgeTests {
    private static let day = 86_400_000

    private func notice(_ builtAt: String?, days: Int, limit: Int = 30) -> String? {
        var info = BuildInfo()
        info.builtAt = builtAt
        let built = Timestamp.milliseconds(iso8601: "2026-01-01T00:00:00+00:00") ?? 0
        return IndexAge.notice(info, limit: limit, now: built + days * Self.day)
    }

    @Test("An index is called old after the days of the limit, and not before")
    func limits() {
        let built = "2026-01-01T00:00:00+00:00"
        #expect(notice(built, days: 30) == nil)
        #expect(notice(built, days: 31)?.hasPrefix("the index is 31 days old") == true)
        #expect(notice(built, days: 2, limit: 1) != nil)
        #expect(notice(built, days: 9999, limit: 0) == nil)
        // A clock that is behind.
        #expect(notice(built, days: -5) == nil)
    }

    @Test("An index that does not tell its age is not called old", arguments: [nil, "", "yesterday"])
    func unknown(_ builtAt: String?) { #expect(notice(builtAt, days: 9999) == nil) }
}
