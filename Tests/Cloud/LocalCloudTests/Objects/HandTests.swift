import Basics
import LocalCloud
import ObjectStorage
import Platform
import TestSupport
import Testing

/// What people and other tools do in the directory of a store.
@Suite("DirectoryObjectStore and other tools", .timeLimit(.minutes(15)))
struct HandTests {
    private static func inStore(_ body: (DirectoryObjectStore, String) async throws -> Void) async throws {
        try await withTemporaryDirectory { try await body(DirectoryObjectStore($0), $0) }
    }

    private static func text(_ store: DirectoryObjectStore, _ key: String) async throws -> String {
        String(decoding: try await store.get(key).collect(upTo: 1 << 20), as: UTF8.self)
    }

    @Test("a key is the path of a plain file")
    func paths() async throws {
        try await Self.inStore { store, folder in
            try await store.put("runs/2026-01-01/a b.json", .bytes(Array("{}".utf8)))
            #expect(try FileSystem.read("\(folder)/runs/2026-01-01/a b.json") == Array("{}".utf8))
            try await store.put("é/日本", .bytes([1]))
            #expect(FileSystem.exists("\(folder)/é/日本"))
            // Nothing but the store's own directory is left when the objects are gone.
            try await store.delete(["runs/2026-01-01/a b.json", "é/日本"])
            #expect(try FileSystem.entries(of: folder) == [".fdnix-objects"])
        }
    }

    @Test("a directory without objects has no prefix, and one with a file deep below has")
    func emptyDirectories() async throws {
        try await Self.inStore { store, folder in
            for name in ["a/b/c", "d/e", "%61"] { try FileSystem.createDirectories("\(folder)/runs/\(name)") }
            try AtomicFile.write([1], to: "\(folder)/runs/%61/x")
            #expect(try await store.commonPrefixes(of: "runs/") == [])
            try AtomicFile.write([1], to: "\(folder)/runs/a/b/c/x")
            #expect(try await store.commonPrefixes(of: "runs/") == ["runs/a/"])
            #expect(try await store.commonPrefixes(of: "") == ["runs/"])
        }
    }

    @Test("what was opened whole has its file, which stays as it was when the object is replaced")
    func files() async throws {
        try await Self.inStore { store, _ in
            try await store.put("a", .bytes(Array("first".utf8)))
            let whole = try await store.get("a")
            #expect(try await store.get("a", GetOptions(range: 0..<5)).body.file != nil)
            #expect(try await store.get("a", GetOptions(range: 1..<5)).body.file == nil)
            try await store.put("a", .bytes(Array("second".utf8)))
            let file = try #require(whole.body.file)
            let mapped = try file.mapped()
            try await store.delete(["a"])
            for file in [mapped, try file.mapped()] {
                #expect(withExtendedLifetime(file) { Array(file.bytes) } == Array("first".utf8))
            }
        }
    }

    @Test("a file put there by hand is an object, and becomes another when it is changed")
    func byHand() async throws {
        try await Self.inStore { store, folder in
            try FileSystem.createDirectories("\(folder)/by")
            try AtomicFile.write(Array("one".utf8), to: "\(folder)/by/hand.txt")
            let head = try #require(try await store.head("by/hand.txt"))
            #expect(head.size == 3 && head.sha256 == nil && head.metadata == [:] && !head.tag.isEmpty)
            #expect(try await Self.text(store, "by/hand.txt") == "one")
            #expect(try await store.list(prefix: "", token: nil, limit: 10).objects == [head.listed])
            try await store.put("by/hand.txt", .bytes(Array("two".utf8)), PutOptions(condition: .ifMatches(head.tag)))
            let written = try #require(try await store.head("by/hand.txt"))
            #expect(written.sha256 != nil)
            try AtomicFile.write(Array("six".utf8), to: "\(folder)/by/hand.txt")
            let changed = try #require(try await store.head("by/hand.txt"))
            #expect(changed.tag != written.tag && changed.sha256 == nil)
            #expect(try await Self.text(store, "by/hand.txt") == "six")
        }
    }

    @Test("bytes that rot are told from those that were written")
    func rot() async throws {
        try await Self.inStore { store, folder in
            try await store.put("a", .bytes([UInt8](repeating: 7, count: 3_000_000)))
            let identity = try #require(FileSystem.identity(of: "\(folder)/a"))
            let file = try RandomAccessFile(writing: "\(folder)/a")
            try await file.write([8], at: 2_999_999)
            // As a disk would change them: without a trace in the file's times.
            let time = timespec(tv_sec: identity.modified / 1_000_000_000, tv_nsec: identity.modified % 1_000_000_000)
            utimensat(AT_FDCWD, "\(folder)/a", [time, time], 0)
            let error = await #expect(throws: FdnixError.self) {
                _ = try await store.get("a").collect(upTo: 1 << 22)
            }
            #expect(error?.code == .corrupt)
        }
    }

    @Test("keys never lead out of the directory")
    func escapes() async throws {
        try await withTemporaryDirectory { folder in
            let store = DirectoryObjectStore("\(folder)/in/store")
            for key in ["../out", "../../out", "/out", "a/../../../out", "..", "./../out", "%2e%2e/out", "..//out"] {
                try await store.put(key, .bytes([1]))
            }
            #expect(try FileSystem.entries(of: folder) == ["in"])
            #expect(try FileSystem.entries(of: "\(folder)/in") == ["store"])
            var count = 0
            for try await _ in store.objects() { count += 1 }
            #expect(count == 8)
        }
    }

    @Test("pipes, links and names that no key has are not objects")
    func strangers() async throws {
        try await Self.inStore { store, folder in
            #expect(mkfifo("\(folder)/pipe", 0o644) == 0)
            try FileSystem.createDirectories("\(folder)/by")
            try AtomicFile.write([1], to: "\(folder)/by/x")
            #expect(symlink("by", "\(folder)/link") == 0)
            try AtomicFile.write([1], to: "\(folder)/100%")
            try AtomicFile.write([1], to: "\(folder)/%zz")
            try AtomicFile.write([1], to: "\(folder)/%41")
            try AtomicFile.write([1], to: "\(folder)/fine")
            #expect(
                try await store.list(prefix: "", token: nil, limit: 10).objects.map(\.key) == ["100", "by/x", "fine"])
            await #expect(throws: FdnixError.self) { _ = try await store.get("pipe") }
        }
    }

    @Test("a directory that is not there is an empty store until something is put")
    func missing() async throws {
        try await withTemporaryDirectory { folder in
            let store = DirectoryObjectStore("\(folder)/none")
            #expect(try await store.head("a") == nil)
            #expect(try await store.list(prefix: "", token: nil, limit: 10) == ObjectPage([], next: nil))
            try await store.delete(["a"])
            #expect(!FileSystem.exists("\(folder)/none"))
            try await store.put("a", .bytes([]))
            #expect(FileSystem.exists("\(folder)/none/a"))
        }
    }
}
