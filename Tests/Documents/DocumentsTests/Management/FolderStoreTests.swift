import Basics
import Digests
import ObjectStorage
import Platform
import TestSupport
import Testing

@testable import Documents

struct FolderStoreTests {
    private func write(_ text: String, to path: String) throws {
        try FileSystem.createDirectories(FileSystem.directory(of: path))
        try AtomicFile.write(Array(text.utf8), to: path)
    }

    private func keys(_ store: FolderStore, prefix: String = "", pageSize: Int = 1000) async throws -> [String] {
        var keys: [String] = []
        for try await object in store.objects(prefix: prefix, pageSize: pageSize) { keys.append(object.key) }
        return keys
    }

    @Test func `files are objects by their paths, in the order of keys`() async throws {
        try await withTemporaryDirectory { directory in
            for key in ["b.txt", "a/c.txt", "a.txt", "a/b/My File+é%.txt", "a-b.txt"] {
                try write(key, to: "\(directory)/\(key)")
            }
            let store = FolderStore(directory)
            let expected = ["a-b.txt", "a.txt", "a/b/My File+é%.txt", "a/c.txt", "b.txt"]
            #expect(try await keys(store) == expected)
            #expect(try await keys(store, pageSize: 2) == expected)
            #expect(try await keys(store, prefix: "a/") == ["a/b/My File+é%.txt", "a/c.txt"])
            let read = try await store.get("a/c.txt")
            #expect(read.info.tag == (try Digest.hash(.md5, Array("a/c.txt".utf8)).hexadecimal))
            #expect(read.info.contentType == "text/plain")
            #expect(try await read.collect(upTo: 100) == Array("a/c.txt".utf8))
            let part = try await store.get("a/c.txt", GetOptions(range: 2..<5))
            #expect(try await part.collect(upTo: 100) == Array("c.t".utf8))
        }
    }

    @Test func `hidden files and links that lead out are left out`() async throws {
        try await withTemporaryDirectory { directory in
            let root = "\(directory)/in"
            try write("x", to: "\(root)/x.txt")
            try write("x", to: "\(root)/.hidden.txt")
            try write("x", to: "\(root)/.git/x.txt")
            try write("x", to: "\(directory)/outside.txt")
            symlink("../outside.txt", "\(root)/out.txt")
            symlink("x.txt", "\(root)/link.txt")
            symlink(".git/x.txt", "\(root)/git.txt")
            symlink("..", "\(root)/up")
            mkfifo("\(root)/pipe.txt", 0o600)
            let store = FolderStore(root)
            #expect(try await keys(store) == ["link.txt", "x.txt"])
            for key in [
                ".hidden.txt", ".git/x.txt", "out.txt", "git.txt", "up/outside.txt", "../outside.txt", "a//b",
                "pipe.txt",
            ] {
                #expect(try await store.head(key) == nil, "\(key)")
            }
            let error = await #expect(throws: FdnixError.self) { _ = try await store.get("up/in/x.txt") }
            #expect(error?.code == .notFound)
        }
    }

    @Test func `nothing is written to the folder`() async throws {
        try await withTemporaryDirectory { directory in
            try write("x", to: "\(directory)/in/x.txt")
            let store = FolderStore("\(directory)/in", memory: "\(directory)/tags")
            _ = try await keys(store)
            #expect(try FileSystem.entries(of: "\(directory)/in") == ["x.txt"])
            for write in [
                { _ = try await store.put("y.txt", .bytes([])) }, { _ = try await store.copy("x.txt", to: "y.txt") },
                { try await store.delete(["x.txt"]) },
            ] as [() async throws -> Void] {
                let error = await #expect(throws: FdnixError.self) { try await write() }
                #expect(error?.code == .denied)
            }
        }
    }

    @Test func `tags of files that did not change are remembered`() async throws {
        try await withTemporaryDirectory { directory in
            let (path, memory) = ("\(directory)/in/x y.txt", "\(directory)/data/tags")
            try write("one", to: path)
            let old = timespec(tv_sec: 1_600_000_000, tv_nsec: 5)
            #expect(utimensat(AT_FDCWD, path, [old, old], 0) == 0)
            let tag = try await FolderStore("\(directory)/in", memory: memory).list(prefix: "", token: nil, limit: 10)
                .objects.first?.tag
            let remembered = String(decoding: try FileSystem.read(memory), as: UTF8.self)
            #expect(remembered.hasPrefix(tag ?? "none"))
            // Only the memory can tell this one.
            let other = String(repeating: "f", count: 32)
            try AtomicFile.write(Array((other + remembered.dropFirst(32)).utf8), to: memory)
            let again = FolderStore("\(directory)/in", memory: memory)
            #expect(try await again.head("x y.txt")?.tag == other)
            try write("two", to: path)
            #expect(try await again.head("x y.txt")?.tag == (try Digest.hash(.md5, Array("two".utf8)).hexadecimal))
            try AtomicFile.write(Array("damaged\nmore \(other)".utf8), to: memory)
            #expect(try await keys(FolderStore("\(directory)/in", memory: memory)) == ["x y.txt"])
        }
    }

    @Test func `a folder that is not there is an error, not an empty one`() async throws {
        let missing = FolderStore("/nonexistent/folder")
        let error = await #expect(throws: FdnixError.self) {
            _ = try await missing.list(prefix: "", token: nil, limit: 10)
        }
        #expect(error?.code == .notFound)
        #expect(try await missing.head("x.txt") == nil)
        try await withTemporaryDirectory { directory in
            try write("x", to: "\(directory)/in/x.txt")
            let store = FolderStore("\(directory)/in")
            removeTree("\(directory)/in")
            await #expect(throws: FdnixError.self) { _ = try await store.list(prefix: "", token: nil, limit: 10) }
        }
    }
}
