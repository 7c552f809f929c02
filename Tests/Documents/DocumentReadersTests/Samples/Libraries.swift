import DocumentReaders
import DocumentReadersSamples
import TestSupport

/// The system's libraries that reading documents loads.
enum Libraries {
    /// Whether they are there, for the tests of `check`; where one is not, that is noted.
    static func areThere(for check: String) -> Bool {
        do {
            _ = try Collector.read(Array("<p>a".utf8), .html)
            _ = try Collector.read(OfficeSamples.docx(OfficeSamples.paragraph("a")), .docx)
            return true
        } catch {
            Skips.note(check, "\(error); Scripts/setup documents installs it")
            return false
        }
    }
}
