import Basics
import Digests
import JSON
import Logging
import ObjectStorage
import ObjectStorageConformance
import Synchronization

@testable import Publishing

/// Keeps what is logged out of the tests' output.
let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// The run with a number: later numbers are later runs.
func runID(_ number: Int) -> String {
    let digits = String(number)
    return "20260101T000000Z-" + String(repeating: "0", count: 8 - digits.count) + digits
}

/// A run as `fdnix index` leaves it in a directory, with files made of its number.
struct LocalRun {
    let directory: String
    let manifest: RunManifest
    var paths: [String: String]

    init(_ number: Int, in directory: String, packages: Int = 100, size: Int = 3000) throws {
        try FileSystem.createDirectories(directory)
        var entries: [JSONValue] = []
        paths = [:]
        for name in ["fdnix-data.duckdb", "fdnix.duckdb", "fdnix.idx"] {
            // The database stays the same over the runs, so that it need not be fetched again.
            let bytes = Self.content(name, name == "fdnix.duckdb" ? 0 : number, size)
            try AtomicFile.write(bytes, to: "\(directory)/\(name)")
            paths[name] = "\(directory)/\(name)"
            entries.append([
                "key": .string(name), "bytes": .integer(Int64(bytes.count)),
                "sha256": .string(try Digest.hash(.sha256, bytes).hexadecimal),
            ])
        }
        let json: JSONValue = [
            "run_id": .string(runID(number)), "created_at": "2026-01-01T00:00:00+00:00",
            "packages": .integer(Int64(packages)), "nixpkgs_revision": "unknown", "artifacts": .array(entries),
        ]
        try AtomicFile.write(json.encoded, to: "\(directory)/manifest.json")
        self.directory = directory
        manifest = try RunManifest(json.encoded, from: directory)
    }

    static func content(_ name: String, _ number: Int, _ size: Int) -> [UInt8] {
        Array((String(repeating: "\(name) of run \(number) ", count: size / 10 + 1)).utf8.prefix(size))
    }
}

/// What readers see of a publication: the artifacts of the run that they are led to, each checked against its manifest.
func readers(of publication: Publication) async throws -> [String: [UInt8]] {
    guard let latest = try await publication.latest() else { return [:] }
    let run = latest.pointer.runID
    let manifest = try await publication.manifest(of: run)
    var files: [String: [UInt8]] = [:]
    for artifact in manifest.artifacts {
        let key = publication.layout.folder(of: run) + artifact.name
        let bytes = try await publication.store.get(key).collect(upTo: 1 << 20)
        guard try Digest.hash(.sha256, bytes).hexadecimal == artifact.sha256 else {
            throw FdnixError(.corrupt, "\(key) is torn")
        }
        files[artifact.name] = bytes
    }
    return files
}

/// A store that fails at the write with a number, before it happens or after: then only the answer is lost.
final class FailingStore: ForwardingObjectStore {
    struct Failure: RetryableError {
        var isRetryable: Bool { true }
    }

    let inner: any ObjectStore
    private let count = Mutex(0)
    private let failing: Int
    private let isDone: Bool

    /// A store before `inner` whose write number `failing` (from 0) fails; `isDone`: after it was done.
    init(_ inner: any ObjectStore, failing: Int, isDone: Bool) {
        self.inner = inner
        self.failing = failing
        self.isDone = isDone
    }

    var writes: Int { count.withLock { $0 } }

    private func write<T>(_ body: () async throws -> T) async throws -> T {
        let number = count.withLock { count in
            defer { count += 1 }
            return count
        }
        // A process that was killed does not write again.
        guard number < failing || (number == failing && isDone) else {
            throw FdnixError(.network, "cut", underlying: Failure())
        }
        let result = try await body()
        if number == failing { throw FdnixError(.network, "cut", underlying: Failure()) }
        return result
    }

    func put(_ key: String, _ content: ObjectContent, _ options: PutOptions) async throws -> ObjectInfo {
        try await write { try await inner.put(key, content, options) }
    }
    func copy(_ source: String, to target: String, _ condition: PutCondition) async throws -> ObjectInfo {
        try await write { try await inner.copy(source, to: target, condition) }
    }
    func delete(_ keys: [String]) async throws { try await write { try await inner.delete(keys) } }
}
