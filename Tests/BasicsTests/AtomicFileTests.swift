import Basics
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite("Atomic files")
struct AtomicFileTests {
    @Test("a new file takes the old one's place, and nothing is left beside it")
    func replaces() throws {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/file"
            try AtomicFile.write(Array("old".utf8), to: path)
            try AtomicFile.write(Array("new".utf8), to: path)
            #expect(try text(path) == "new")
            #expect(try FileSystem.entries(of: directory) == ["file"])
        }
    }

    @Test("a reader that has the old file open keeps the old bytes")
    func readers() throws {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/file"
            try AtomicFile.write(Array("old".utf8), to: path)
            let old = try MappedFile(path: path)
            try AtomicFile.write(Array("longer and new".utf8), to: path)
            #expect(String(decoding: old.bytes, as: UTF8.self) == "old")
        }
    }

    @Test("a failure halfway leaves the old file, and nothing beside it")
    func failure() throws {
        struct Stop: Error {}
        try withTemporaryDirectory { directory in
            let path = "\(directory)/file"
            try AtomicFile.write(Array("old".utf8), to: path)
            #expect(throws: Stop.self) {
                try AtomicFile.write(path) { temporary in
                    try AtomicFile.write(Array("half".utf8), to: temporary)
                    throw Stop()
                }
            }
            #expect(try text(path) == "old")
            #expect(try FileSystem.entries(of: directory) == ["file"])
        }
    }

    @Test("a target that is a directory is refused, and the new file removed")
    func directoryAsTarget() throws {
        try withTemporaryDirectory { (directory) throws in
            let target = "\(directory)/target"
            mkdir(target, 0o755)
            defer { rmdir(target) }
            let error = #expect(throws: FdnixError.self) { try AtomicFile.write([1], to: target) }
            #expect(error?.message.contains(target) == true)
            #expect(try FileSystem.entries(of: directory) == ["target"])
        }
    }

    @Test("what a dead process left is removed; what a living one builds, and everything else, stays")
    func stale() throws {
        try withTemporaryDirectory { directory in
            let target = "\(directory)/index"
            let child = try start("exit 0")
            _ = wait(for: child)
            let dead = ["index.tmp-\(child)", "index.tmp-\(child).wal"]
            let kept = [
                "index", "index.tmp-\(getppid())", "index.tmp-\(getpid())", "index.tmp-", "index.tmp-x", "index.tmp-0",
                "other.tmp-\(child)", "index.tmp-99999999999999999999",
            ]
            for name in dead + kept { try FileWriter(creating: "\(directory)/\(name)").close() }
            AtomicFile.removeStale(beside: target)
            #expect(try FileSystem.entries(of: directory) == kept.sorted())
        }
    }

    @Test("clearing a directory that is not there does nothing")
    func staleWithoutDirectory() { AtomicFile.removeStale(beside: "/nonexistent/fdnix/index") }
}
