import Basics
import Compression
import Foundation
import JSON
import Platform
import TestSupport

@testable import Nixpkgs

func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

/// A file in `Fixtures`.
func fixture(_ name: String) throws -> String {
    guard let folder = Bundle.module.resourcePath else { throw FdnixError(.notFound, "no test resources") }
    return "\(folder)/Fixtures/\(name)"
}

func fixtureBytes(_ name: String) throws -> [UInt8] { try FileSystem.read(try fixture(name)) }

/// Real data, for the check that needs it; nil, and noted, where there is none.
func realData(_ name: String) -> String? { Skips.sharedFile("data/\(name)", for: "reading \(name)") }

/// Runs `body` with a folder of its own, removed afterwards.
func withTemporaryFolder<T>(_ body: (String) async throws -> T) async throws -> T {
    let folder = FileManager.default.temporaryDirectory.path + "/fdnix-test-\(UInt64.random(in: 0 ... .max))"
    try FileSystem.createDirectories(folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try await body(folder)
}

/// Reads a document given in pieces of `pieceSize` bytes.
func extract(
    _ bytes: [UInt8], pieceSize: Int = 1 << 16, batchBytes: Int = 1 << 20, name: String = "test.json"
) async throws -> Extraction {
    let input = DecodedInput(MemoryInput(bytes, pieceSize: pieceSize), name: name, pieceSize: pieceSize)
    return try await RecordPipeline().run(input, DocumentScanner(batchBytes: batchBytes)).extraction
}

func extract(_ text: String) async throws -> Extraction { try await extract(Array(text.utf8)) }

/// The package of one record, whose key is `key`.
func package(_ record: String, key: String = "set.sample") async throws -> Package? {
    let quoted = JSONValue.string(key).description
    return try await extract("{\(quoted): \(record)}").packages.first
}

/// The package of a record that has only a name and this `meta`.
func package(meta: String) async throws -> Package {
    guard let package = try await package(#"{"name":"sample-1.0","meta":\#(meta)}"#) else {
        throw FdnixError(.malformedInput, "no package")
    }
    return package
}
