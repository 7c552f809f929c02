import Basics
import DuckDB
import JSON
import PackageSearch
import Platform
import SearchEngine
import TestSupport
import Testing

@testable import Indexer

/// Whether tests that need DuckDB (and its extension fts) can run; says once why not.
let duckDBIsAvailable: Bool = {
    do {
        try Database(path: nil).connect().loadExtension("fts")
        return true
    } catch {
        Skips.note("the indexer's tests on DuckDB", "\(error)")
        return false
    }
}()

/// A directory of its own for an indexer's artifacts, and what tests ask of them; whoever makes one removes it.
struct Workspace {
    let directory: String

    init() throws {
        var template = Array("/tmp/fdnix-indexer-XXXXXX".utf8CString)
        let path = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
        }
        directory = try #require(path)
    }

    func remove() { Self.remove(directory) }

    private static func remove(_ path: String) {
        for name in (try? FileSystem.entries(of: path)) ?? [] { remove("\(path)/\(name)") }
        unlink(path)
        rmdir(path)
    }

    var output: String { "\(directory)/out" }
    var full: String { "\(output)/fdnix-data.duckdb" }
    var minified: String { "\(output)/fdnix.duckdb" }
    var index: String { "\(output)/fdnix.idx" }
    var manifest: JSONValue { get throws { try JSONValue.parse(FileSystem.read("\(output)/manifest.json")) } }

    /// Files that are neither artifacts nor the lock.
    var leftovers: [String] {
        get throws {
            let known = [
                ".fdnix.lock", "fdnix-data.duckdb", "fdnix-vectors.duckdb", "fdnix.duckdb", "fdnix.idx",
                "manifest.json",
            ]
            return try FileSystem.entries(of: output).filter { !known.contains($0) }
        }
    }

    /// Runs the indexer on the sample, or on `packages` when given.
    @discardableResult
    func run(
        _ packages: Packages? = nil, _ variables: [String: String] = [:], cloud: RunCloud? = nil
    ) async throws -> RunReport {
        var run = IndexingRun(try configuration(packages, variables), progress: SilentProgress())
        run.cloud = cloud
        return try await run.perform()
    }

    func configuration(
        _ packages: Packages? = nil, _ variables: [String: String] = [:]
    ) throws -> IndexerConfiguration {
        var environment = [
            "HOME": directory, "FDNIX_OUTPUT": output, "FDNIX_SOURCE": "sample", "FDNIX_VSS_INDEX": "off",
        ]
        if let packages {
            let path = "\(directory)/packages.json"
            try AtomicFile.write(packages.encoded, to: path)
            environment["FDNIX_SOURCE"] = "packages-json:\(path)"
        }
        return try IndexerConfiguration(environment: environment.merging(variables) { $1 })
    }

    /// The error of a run that must fail; it is one line.
    func failure(_ packages: Packages? = nil, _ variables: [String: String] = [:]) async throws -> FdnixError {
        let error = try await outcome(packages, variables).error
        #expect(!error.description.contains("\n"))
        return error
    }

    /// The error of a run that must fail, and what the run reports; no report where the configuration is at fault.
    func outcome(
        _ packages: Packages? = nil, _ variables: [String: String] = [:]
    ) async throws -> (error: FdnixError, report: RunReport?) {
        do {
            try await run(packages, variables)
        } catch let error as FdnixError {
            return (error, nil)
        } catch let failure as IndexingFailure {
            return (try #require(failure.cause as? FdnixError), failure.report)
        }
        throw FdnixError(.usage, "the run was expected to fail")
    }

    /// Every row of a query as text.
    func rows(_ path: String, _ sql: String) throws -> [String] {
        try Database(path: path, access: .readOnly).connect().query(sql).map { try $0.string(0) }
    }

    /// Every row of a table as text, without what differs from run to run.
    func table(_ path: String, _ table: String) throws -> [String] {
        let columns = table == "packages" && path == full ? "* EXCLUDE (lastUpdated)" : "*"
        return try rows(path, "SELECT row::VARCHAR FROM (SELECT \(columns) FROM \(table)) row ORDER BY 1")
    }

    func metadata(_ path: String) throws -> [String: String] {
        let pairs = try Database(path: path, access: .readOnly).connect().query("SELECT key, value FROM fdnix_meta")
            .map { (try $0.string(0), try $0.string(1)) }
        return Dictionary(pairs) { $1 }
    }

    func searcher() throws -> PackageSearcher { try PackageSearcher(SearchIndex(path: index, schema: .packages)) }
}

/// A `packages.json` that tests change.
struct Packages {
    private(set) var records: [(id: String, record: JSONObject)] = []

    /// The bundled sample's first `count` packages.
    static func sample(_ count: Int = 40) throws -> Packages {
        let members = try #require(try JSONValue.parse(BundledSample.bytes)["packages"]?.object).members
        return Packages(
            records: members.prefix(count).compactMap { member in member.value.object.map { (member.key, $0) } })
    }

    /// Made-up packages.
    init(_ ids: [String] = []) { for id in ids { self[id] = ["description": .string("about \(id)")] } }

    private init(records: [(id: String, record: JSONObject)]) { self.records = records }

    var ids: [String] { records.map(\.id) }

    /// The `meta` of a package; setting one for a new id adds it, nil removes it.
    subscript(id: String) -> JSONObject? {
        get { records.first { $0.id == id }?.record["meta"]?.object }
        set {
            let position = records.firstIndex { $0.id == id }
            guard let newValue else {
                if let position { records.remove(at: position) }
                return
            }
            var record: JSONObject =
                position.map { records[$0].record } ?? [
                    "pname": .string(id.split(separator: ".").last.map(String.init) ?? id), "version": .string("1.0"),
                ]
            record["meta"] = .object(newValue)
            if let position { records[position].record = record } else { records.append((id, record)) }
        }
    }

    mutating func set(_ id: String, _ key: String, _ value: JSONValue) {
        guard let position = records.firstIndex(where: { $0.id == id }) else { return }
        records[position].record[key] = value
    }

    var encoded: [UInt8] {
        let members = records.map { JSONObject.Member($0.id, .object($0.record)) }
        return JSONValue.object(["version": .integer(2), "packages": .object(JSONObject(members))]).encoded
    }
}
