import Basics
import Compression
import JSON

/// The vectors of an export in a store: files of up to 100, and an index of them, gzipped JSON.
enum VectorFiles {
    static let indexKey = "vector-index/index.json.gz"
    static let prefix = "vectors/"
    static let batchSize = 100
    /// The most bytes that a file may have when it is unpacked, and packed.
    static let sizeLimit = 64 << 20

    /// A vector and what is told of it.
    struct Entry: Equatable {
        /// `packageName#version`
        var id: String
        var name: String
        var version: String
        /// The text that was embedded, at most 500 characters of it.
        var text: String
        var vector: [Float]
    }

    /// What the index tells of one file.
    struct File: Equatable, Sendable {
        var key: String
        var count: Int
        var size: Int
    }

    /// The index of an export.
    struct Index: Equatable, Sendable {
        var createdAt: String
        var dimension: Int
        var model: String
        /// The template of the texts, as databases name it.
        var template: String
        var files: [File]

        var count: Int { files.reduce(0) { $0 + $1.count } }
    }

    /// The key of the file number `i`, which has `count` vectors.
    static func key(_ i: Int, _ count: Int) -> String { "\(prefix)batch_\(i)_\(count).json.gz" }

    // MARK: Writing

    static func encode(_ entries: [Entry], dimension: Int) throws(FdnixError) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.arrayMember("vectors") { json in
                for entry in entries {
                    json.object { json in
                        json.member("id", entry.id)
                        json.arrayMember("vector") { json in for number in entry.vector { json.float(number) } }
                        json.objectMember("metadata") { json in
                            json.member("packageName", entry.name)
                            json.member("version", entry.version)
                            json.member("text", entry.text)
                        }
                    }
                }
            }
            json.member("count", entries.count)
            json.member("dimension", dimension)
        }
        return try Gzip.compress(json.bytes)
    }

    static func encode(_ index: Index) throws(FdnixError) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("version", "1.0")
            json.member("created_at", index.createdAt)
            json.member("total_vectors", index.count)
            json.member("vector_dimension", index.dimension)
            json.arrayMember("batch_files") { json in
                for file in index.files {
                    json.object { json in
                        json.member("key", file.key)
                        json.member("vector_count", file.count)
                        json.member("dimension", index.dimension)
                        json.member("size", file.size)
                    }
                }
            }
            json.objectMember("metadata") { json in
                json.member("description", "Vectors of Nix packages, made by fdnix")
                json.member("model", index.model)
                json.member("template", index.template)
            }
        }
        return try Gzip.compress(json.bytes)
    }

    // MARK: Reading

    static func entries(_ file: [UInt8], of key: String, dimension: Int) async throws -> [Entry] {
        let json = try await unpack(file, key)
        let entries = (json["vectors"]?.array ?? []).compactMap { element -> Entry? in
            guard let id = element["id"]?.string, let numbers = element["vector"]?.array,
                numbers.count == dimension, let name = element["metadata"]?["packageName"]?.string,
                let version = element["metadata"]?["version"]?.string
            else { return nil }
            let vector = numbers.compactMap { $0.double.map(Float.init) }
            guard vector.count == dimension, vector.allSatisfy(\.isFinite) else { return nil }
            return Entry(
                id: id, name: name, version: version, text: element["metadata"]?["text"]?.string ?? "", vector: vector)
        }
        guard json["vectors"]?.array?.count == entries.count, json["count"]?.int == Int64(entries.count) else {
            throw FdnixError(.corrupt, "\(key) does not hold whole vectors of \(dimension) numbers; export again")
        }
        return entries
    }

    static func index(_ file: [UInt8]) async throws -> Index {
        let json = try await unpack(file, indexKey)
        guard let dimension = json["vector_dimension"]?.int.flatMap({ Int(exactly: $0) }),
            (1...65_536).contains(dimension),
            let files = json["batch_files"]?.array, let model = json["metadata"]?["model"]?.string
        else { throw FdnixError(.corrupt, "\(indexKey) is not the index of an export; export again") }
        let known = files.compactMap { file -> File? in
            guard let key = file["key"]?.string, key.hasPrefix(prefix), let count = file["vector_count"]?.int,
                let size = file["size"]?.int
            else { return nil }
            return File(key: key, count: Int(count), size: Int(size))
        }
        guard known.count == files.count else {
            throw FdnixError(.corrupt, "\(indexKey) names files that cannot be those of an export; export again")
        }
        return Index(
            createdAt: json["created_at"]?.string ?? "", dimension: dimension, model: model,
            template: json["metadata"]?["template"]?.string ?? "1", files: known)
    }

    private static func unpack(_ file: [UInt8], _ key: String) async throws -> JSONValue {
        var input = DecodedInput(MemoryInput(file), name: key)
        var bytes: [UInt8] = []
        while let piece = try await input.next() {
            guard piece.count <= sizeLimit - bytes.count else {
                throw FdnixError(.corrupt, "\(key) has more than \(sizeLimit) bytes")
            }
            bytes += piece
        }
        return try JSONValue.parse(bytes)
    }
}
