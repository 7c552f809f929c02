import Basics
import Testing

@testable import SearchEngine

@Suite("Files of every format version")
struct GoldenTests {
    private static let directory = FileSystem.directory(of: #filePath) + "/Golden"

    @Test("An index written when the format was new is read as it was meant")
    func formatOne() throws {
        let index = try SearchIndex(path: "\(Self.directory)/format-\(SearchIndex.formatVersion).idx", schema: .tests)
        try index.verify()
        #expect(index.documentCount == 3)
        #expect((0..<3).map { index.stored($0, 0) } == ["shade", "lantern", "python313Packages.lantern"])
        #expect(index.facetValues(1, .platform) == ["x86_64-linux", "aarch64-linux"])
        #expect(index.flags(of: 0) == 1)
        #expect(index.flags(of: 2) == 0x20)
        #expect(keys(index, "lamp") == ["lantern"])
        #expect(keys(index, "lantern") == ["lantern", "python313Packages.lantern"])
        #expect(keys(index, "dim pictures").first == "lantern")
        #expect(keys(index, "lanten").first == "lantern")
    }
}
