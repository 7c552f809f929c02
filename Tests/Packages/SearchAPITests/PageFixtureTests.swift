import Basics
import Testing

@testable import SearchAPI

/// The page exists twice: in Swift, for the first answer and for browsers without script, and in JavaScript, for what is
/// typed and for use offline. `Fixtures/page.json` holds them together: these tests compare it with what the server
/// writes, `Tests/System/browser/test_fixture.py` with what the script makes of the same answers.
///
/// To renew the file after a change of the page, run them once with `FDNIX_WRITE_FIXTURES=1`, then the browser tests.
@Suite struct PageFixtureTests {
    @Test func theServerWritesWhatTheFixtureSays() throws {
        let fixture = try PageFixture()
        if ProcessEnvironment.current["FDNIX_WRITE_FIXTURES"] == "1" {
            try AtomicFile.write(Array(fixture.text.utf8), to: PageFixture.path)
        }
        let kept = String(decoding: try FileSystem.read(PageFixture.path), as: UTF8.self)
        let (old, new) = (kept.split(separator: "\n"), fixture.text.split(separator: "\n"))
        #expect(old.count == new.count)
        for (old, new) in zip(old, new) { #expect(old == new) }
    }

    @Test func theFixtureHasCasesOfEachKind() throws {
        let fixture = try PageFixture()
        for section in fixture.sections { #expect(section.cases.count > 5, "\(section.name)") }
        let text = fixture.text
        // What a page can show is in it.
        for part in [
            "badge broken", "badge unfree", "badge insecure", "badge unavailable", "Known vulnerabilities",
            "Other versions", "Similar packages", "Filters in use", "Nothing found.", "There are no more results.",
            "rel=\\\"next\\\"", "rel=\\\"prev\\\"", "more are broken", "more is broken", "Found by words alone",
            "<summary>", "also in", "answer, ", "query-note", "Teams", "Maintainers", "<mark>",
        ] { #expect(text.contains(part), "\(part)") }
    }
}
