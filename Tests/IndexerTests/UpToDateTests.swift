import Basics
import Testing

@testable import Indexer

@Suite("What is up to date", .enabled(if: duckDBIsAvailable))
struct UpToDateTests {
    @Test("the same input and settings are; other settings, or an artifact newer than the manifest, are not")
    func recognised() async throws {
        let work = try Workspace()
        defer { work.remove() }
        let settings = ["FDNIX_VSS_INDEX": "off"]
        let configuration = try work.configuration(nil, settings)
        #expect(!UpToDate.holds(configuration))
        try await work.run(nil, settings)
        #expect(UpToDate.holds(configuration))
        #expect(!UpToDate.holds(try work.configuration(nil, ["FDNIX_VSS_INDEX": "off", "FTS_STEMMER": "none"])))
        // What a run leaves that was killed between its artifacts: the right size, but later than the manifest.
        try AtomicFile.write(FileSystem.read(work.full), to: work.full)
        #expect(!UpToDate.holds(configuration))
    }
}
