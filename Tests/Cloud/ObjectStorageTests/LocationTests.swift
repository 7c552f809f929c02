import Basics
import ObjectStorage
import ObjectStorageConformance
import Testing

@Suite("Places of objects")
struct LocationTests {
    @Test(
        "each form",
        arguments: [
            ("s3://bucket", ObjectLocation.bucket("bucket", prefix: "")),
            ("s3://bucket/", .bucket("bucket", prefix: "")),
            ("s3://my.bucket-1/a/b", .bucket("my.bucket-1", prefix: "a/b/")),
            ("s3://bucket/a//", .bucket("bucket", prefix: "a/")),
            ("s3://bucket/a b%", .bucket("bucket", prefix: "a b%/")),
            ("/var/lib", .directory("/var/lib")), ("/var/lib/", .directory("/var/lib")), ("/", .directory("/")),
            ("here", .directory("here")), ("./a:b", .directory("./a:b")), ("file:///a%20b/", .directory("/a b")),
            ("file:/a", .directory("/a")), ("file://localhost/a", .directory("/a")),
        ])
    func forms(_ text: String, _ place: ObjectLocation) throws {
        let read = try ObjectLocation(text)
        #expect(read == place)
        #expect(try ObjectLocation(read.description) == place)
    }

    @Test(
        "what cannot be a place",
        arguments: [
            "", "s3://", "s3:///a", "s3://ab", "s3://Bucket/a", "s3://a_b", "s3://-ab", "s3://a..b/", "https://host/a",
            "gs://bucket", "file://host/a", "file:a", "file:///a%00b", "s3://bucket/a\u{1}b",
            "s3://\(String(repeating: "a", count: 64))", "s3://bucket/\(String(repeating: "a", count: 1_100))",
        ])
    func refused(_ text: String) {
        let error = #expect(throws: FdnixError.self) { try ObjectLocation(text) }
        #expect(error?.code == .usage)
    }

    @Test("a folder of a store keeps the rules of every store", arguments: ObjectStoreCase.all)
    func prefixed(_ rule: ObjectStoreCase) async throws {
        let whole = MemoryObjectStore()
        try await whole.put("folder", .bytes([1]))
        try await whole.put("folder0", .bytes([1]))
        var traits = StoreTraits()
        traits.longestKey -= "folder/".utf8.count
        try await rule.run(on: PrefixedObjectStore(whole, prefix: "folder/"), traits)
        #expect(try await whole.objects().reduce(into: []) { $0.append($1.key) } == ["folder", "folder0"])
    }
}
