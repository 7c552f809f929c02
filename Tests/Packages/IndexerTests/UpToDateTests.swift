import Basics
import Embedding
import SearchEngine
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
        #expect(try !UpToDate.holds(configuration))
        try await work.run(nil, settings)
        #expect(try UpToDate.holds(configuration))
        #expect(try !UpToDate.holds(work.configuration(nil, ["FDNIX_VSS_INDEX": "off", "FTS_STEMMER": "none"])))
        // What a run leaves that was killed between its artifacts: the right size, but later than the manifest.
        try AtomicFile.write(FileSystem.read(work.full), to: work.full)
        #expect(try !UpToDate.holds(configuration))
    }

    @Test("stop words are told by what is in their file, not by its path")
    func stopWords() async throws {
        let work = try Workspace()
        defer { work.remove() }
        let path = "\(work.directory)/words"
        try AtomicFile.write(Array("the\nof\n".utf8), to: path)
        let configuration = try work.configuration(.sample(3), ["FTS_STOPWORDS": path])
        let first = try UpToDate.fingerprint(configuration)
        #expect(try UpToDate.fingerprint(configuration) == first)
        try AtomicFile.write(Array("the\n".utf8), to: path)
        #expect(try UpToDate.fingerprint(configuration) != first)
    }

    @Test("every setting that shapes artifacts is spelled out, and changes the fingerprint")
    func settings() throws {
        let work = try Workspace()
        defer { work.remove() }
        let base = try work.configuration(.sample(3), ["FDNIX_NIXPKGS_REVISION": "abc"])
        let model = try EmbeddingModel(base)
        #expect(
            UpToDate.settings(base, model)
                == """
                version=\(fdnixVersion)
                index_format=\(SearchIndex.formatVersion)
                tables=2
                nixpkgs_revision=abc
                embeddings=true
                model=\(model.modelID)
                dimension=\(model.dimension)
                template=static-1
                stop_words=english
                stemmer=english
                index_name=packages_fts_idx
                hnsw=off
                hnsw_m=16
                hnsw_ef_construction=200
                hnsw_ef_search=40

                """)
        let fingerprint = try UpToDate.fingerprint(base)
        for (name, value) in [
            ("FDNIX_NIXPKGS_REVISION", "def"), ("ENABLE_EMBEDDINGS", "false"), ("FTS_STEMMER", "none"),
            ("FTS_STOPWORDS", "none"), ("FTS_INDEX_NAME", "other"), ("FDNIX_VSS_INDEX", "on"), ("VSS_HNSW_M", "17"),
            ("VSS_EF_CONSTRUCTION", "100"), ("VSS_EF_SEARCH", "41"),
        ] {
            let variables = ["FDNIX_NIXPKGS_REVISION": "abc"].merging([name: value]) { $1 }
            #expect(try UpToDate.fingerprint(work.configuration(.sample(3), variables)) != fingerprint, "\(name)")
        }
        // Gates decide whether a run succeeds, not what it makes.
        let gates = ["FDNIX_NIXPKGS_REVISION": "abc", "FDNIX_MAX_SHRINK": "1", "FDNIX_MIN_COVERAGE": "0"]
        #expect(try UpToDate.fingerprint(work.configuration(.sample(3), gates)) == fingerprint)
    }
}
