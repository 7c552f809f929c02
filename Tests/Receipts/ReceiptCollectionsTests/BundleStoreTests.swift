import Basics
import JSON
import LocalCloud
import ObjectStorage
import ReceiptCollections
import ReceiptModel
import Segments
import TestSupport
import Testing

@Suite struct BundleStoreTests {
    private let bucket = MemoryObjectStore()
    private let space = VectorSpace(model: "m", dimension: 4, textFormat: "tagged-1")
    private let prefix = "words/delta/run/"

    private func receipt() throws -> ReceiptKey {
        try ReceiptKey(imageID: "3f2b8c1e-5a7d-4c90-9b1a-0d6e4f2a7c55", receiptID: 1)
    }

    /// Writes a bundle of words and uploads it.
    @discardableResult
    private func upload(_ count: Int, in directory: String, text: String = "a") async throws -> DeltaManifest {
        let folder = try WorkingFolder(in: directory, prefix: "b-")
        let receipt = try receipt()
        let records = (0..<count).map { word in
            (
                record: Record(
                    id: EntityKey.word(receipt, line: 1, word: word).recordID ?? "", document: text, metadata: [:]),
                vector: [Float(word), 0, 0, 1]
            )
        }
        _ = try DeltaBundle.write(
            records, run: "run", receipt, .words, space, created: ReceiptTime(microseconds: 0), in: folder.path)
        return try await BundleStore(bucket, temporaryDirectory: directory).upload(folder.path, prefix: prefix)
    }

    @Test func `a bundle is uploaded once, and the one that was first stays`() async throws {
        try await withTemporaryDirectory { directory in
            let store = BundleStore(bucket, temporaryDirectory: directory)
            #expect(try await store.existing(prefix) == nil)
            let first = try await upload(3, in: directory)
            let second = try await upload(2, in: directory, text: "b")
            #expect(first == second && first.count == 3)
            #expect(try await store.existing(String(prefix.dropLast())) == first)
            for form in [prefix, "words/delta/run", "s3://bucket/words/delta/run/"] {
                let bundle = try await store.open(form, for: .words)
                #expect(try bundle.count == 3 && bundle.records.map(\.record.document) == ["a", "a", "a"])
                #expect(try bundle.run == "run" && bundle.receipt == receipt() && bundle.space == space)
            }
            await #expect(throws: FdnixError.self) { try await store.open(prefix, for: .lines) }
            #expect(try FileSystem.entries(of: directory).isEmpty)
        }
    }

    @Test func `a bundle in another bucket is refused, and left to be refused`() async throws {
        try await withTemporaryDirectory { directory in
            try await upload(3, in: directory)
            let store = BundleStore(bucket, name: "chromadb", temporaryDirectory: directory)
            #expect(try await store.open("s3://chromadb/\(prefix)", for: .words).count == 3)
            #expect(try await store.existing("s3://chromadb/\(prefix)") != nil)
            for form in ["s3://other/\(prefix)", "s3://chromadb-2/\(prefix)", "s3:///\(prefix)"] {
                let error = await #expect(throws: FdnixError.self) { try await store.open(form, for: .words) }
                #expect(error?.code == .incompatible && error?.message.contains("CHROMADB_BUCKET") == true)
                await #expect(throws: FdnixError.self) { try await store.existing(form) }
                #expect(try await store.isThere(form))
            }
        }
    }

    @Test func `a directory's bundle is read where it lies, and what was changed there is refused`() async throws {
        try await withTemporaryDirectory { directory in
            let manifest = try await upload(3, in: directory)
            let local = DirectoryObjectStore("\(directory)/objects")
            for try await object in bucket.objects(prefix: prefix) {
                try await local.put(object.key, .bytes(try await bucket.get(object.key).collect(upTo: 1 << 20)))
            }
            let store = BundleStore(local, temporaryDirectory: "\(directory)/nowhere")
            let bundle = try await store.open(prefix, for: .words)
            let path = "\(directory)/objects/\(prefix)\(manifest.payload?.name ?? "")"
            var bytes = try FileSystem.read(path)
            bytes[bytes.count - 3] ^= 1
            try AtomicFile.write(bytes, to: path)
            let error = await #expect(throws: FdnixError.self) { try await store.open(prefix, for: .words) }
            #expect(error?.code == .corrupt)
            #expect(try bundle.records.map(\.record.document) == ["a", "a", "a"])
        }
    }

    @Test func `a bundle whose records are gone is made anew`() async throws {
        try await withTemporaryDirectory { directory in
            let store = BundleStore(bucket, temporaryDirectory: directory)
            let first = try await upload(3, in: directory)
            try await bucket.delete([prefix + (first.payload?.name ?? "")])
            #expect(try await store.existing(prefix) == nil)
            #expect(try await upload(2, in: directory, text: "b").count == 2)
            #expect(try await store.open(prefix, for: .words).count == 2)
        }
    }

    @Test func `a bundle without records is a manifest alone`() async throws {
        try await withTemporaryDirectory { directory in
            let manifest = try await upload(0, in: directory)
            let bundle = try await BundleStore(bucket, temporaryDirectory: directory).open(prefix, for: .words)
            #expect(manifest.payload == nil && bundle.count == 0 && bundle.dimension == nil && bundle.space == space)
            #expect(try bundle.ids.isEmpty && bundle.records.isEmpty)
        }
    }

    @Test func `names that lead out, and prefixes with nothing below, are refused`() async throws {
        try await withTemporaryDirectory { directory in
            let store = BundleStore(bucket, temporaryDirectory: "\(directory)/tmp")
            try await bucket.put("bad/chroma.sqlite3", .bytes([1]))
            try await bucket.put("bad/../../../evil", .bytes([1]))
            try await bucket.put("broken/chroma.sqlite3", .bytes(Array("not a database".utf8)))
            try await bucket.put("tar/delta.tar.gz", .bytes(Array("not an archive".utf8)))
            for (prefix, code) in [
                ("bad", FdnixError.Code.corrupt), ("none", .notFound), ("broken", .corrupt), ("tar", .corrupt),
            ] {
                do {
                    _ = try await store.open(prefix, for: .words)
                    Issue.record("\(prefix) was opened")
                } catch let error as FdnixError { #expect(error.code == code, "\(prefix): \(error)") }
            }
            #expect(try FileSystem.entries(of: directory) == ["tmp"])
            #expect(try FileSystem.entries(of: "\(directory)/tmp").isEmpty)
        }
    }
}
