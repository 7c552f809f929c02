import Basics
import Catalog
import DuckDB
import Nixpkgs
import Platform
import TestSupport
import Testing

/// Whether tests that need DuckDB (and its extension fts) can run; says once why not.
let duckDBIsAvailable: Bool = {
    do {
        try Database(path: nil).connect().loadExtension("fts")
        return true
    } catch {
        Skips.note("the catalogue's tests on DuckDB", "\(error)")
        return false
    }
}()

extension SplitMix {
    /// A vector of length 1.
    mutating func vector(_ dimension: Int) -> [Float] {
        let values = (0..<dimension).map { _ in Float.random(in: -1...1, using: &self) }
        let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return values.map { $0 / length }
    }
}

func package(_ attributePath: String, _ edit: (inout Package) -> Void = { _ in }) -> Package {
    var package = Package()
    package.attributePath = attributePath
    package.packageName = attributePath.split(separator: ".").last.map { String($0) } ?? ""
    package.version = "1.0"
    edit(&package)
    return package
}

func options(
    dimension: Int = 8, template: EmbeddingTemplate = .words, modelID: String = "test-model"
) -> FullDatabaseOptions {
    FullDatabaseOptions(
        run: run, template: template, modelID: modelID, dimension: dimension)
}

/// What the run tells that makes the databases of tests.
private let run: Metadata = {
    var run = Metadata()
    run[.runID] = "20250826T020000Z-00000000"
    run[.builtAt] = "2025-08-26T02:00:00+00:00"
    run[.indexerVersion] = "1.0"
    run[.source] = "test"
    run[.nixpkgsRevision] = "abc"
    run[.nixpkgsChannel] = "nixos-unstable"
    return run
}()

extension FullDatabase {
    /// Every package, in the order they were written.
    func stored() throws -> [StoredPackage] {
        var packages: [StoredPackage] = []
        try forEachPackage { packages.append($0) }
        return packages
    }
}

/// Makes a minified database with its full-text index; returns its metadata.
@discardableResult
func makeMinified(
    from source: String, at path: String, _ options: FullTextOptions = .init()
) async throws -> Metadata {
    let database = try await MinifiedDatabase(from: source, at: path, options)
    try await database.buildFullTextIndex()
    return database.metadata
}

/// A read-only connection to a file.
func reading(_ path: String) throws -> Connection { try Database(path: path, access: .readOnly).connect() }

/// Builds a full database with a vector for each package but the last.
func buildFull(_ path: String, _ packages: [Package], dimension: Int = 8) async throws -> [[Float]] {
    try await FullDatabase.create(at: path, options(dimension: dimension), packages: packages)
    var generator = SplitMix(7)
    let vectors = packages.dropLast().map { _ in generator.vector(dimension) }
    try await FullDatabase.update(at: path) { full in
        let entries = packages.dropLast().enumerated().map { (id: $1.id, row: $0) }
        try full.writeEmbeddings(entries, vectors: Array(vectors.joined()))
    }
    return vectors
}
