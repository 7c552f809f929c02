import Platform
import TestSupport
import Testing

@testable import Basics

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

    @Test("no two names are the same, in whatever thread they are made")
    func names() async {
        let names = await withTaskGroup(of: [String].self) { group in
            for _ in 0..<8 { group.addTask { (0..<500).map { _ in AtomicFile.temporaryPath(for: "/x/index") } } }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(Set(names).count == 4000)
        #expect(names.allSatisfy { $0.hasPrefix("/x/index.tmp-\(ProcessSpace.name)-\(getpid())-") })
    }

    @Test("two writers of one file in one process do not meet")
    func twoWriters() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/file"
            try await withThrowingTaskGroup(of: Void.self) { group in
                for i in 0..<8 {
                    group.addTask {
                        let bytes = [UInt8](repeating: UInt8(i), count: 100_000)
                        for _ in 0..<20 { try AtomicFile.write(bytes, to: path) }
                    }
                }
                try await group.waitForAll()
            }
            #expect(Set(try FileSystem.read(path)).count == 1)
            #expect(try FileSystem.entries(of: directory) == ["file"])
        }
    }

    @Test("what a dead process left is removed; what a living one builds, and everything else, stays")
    func stale() throws {
        try withTemporaryDirectory { directory in
            let target = "\(directory)/index"
            let child = try start("exit 0")
            _ = wait(for: child)
            let here = ProcessSpace.name
            // Another host, or another container whose processes have the same numbers: 1 above all.
            let elsewhere = String(here.reversed()) == here ? "00000001" : String(here.reversed())
            let dead = ["index.tmp-\(here)-\(child)-1", "index.tmp-\(here)-\(child)-12.wal"]
            let old = ["index.tmp-\(elsewhere)-1-2"]
            let kept = [
                "index", "index.tmp-\(here)-\(getppid())-1", "index.tmp-\(here)-\(getpid())-1", "index.tmp-",
                "index.tmp-x", "index.tmp-\(here)-0-1", "index.tmp-\(here)-\(child)-", "index.tmp-\(here)-\(child)",
                "other.tmp-\(here)-\(child)-1", "index.tmp-\(here)-99999999999999999999-1",
                "index.tmp-\(elsewhere)-\(child)-1", "index.tmp-\(elsewhere)-1-1",
            ]
            for name in dead + old + kept { try FileWriter(creating: "\(directory)/\(name)").close() }
            for name in old {
                let threeDaysAgo = timeval(tv_sec: Timestamp.milliseconds / 1000 - 3 * 86_400, tv_usec: 0)
                #expect(utimes("\(directory)/\(name)", [threeDaysAgo, threeDaysAgo]) == 0)
            }
            AtomicFile.removeStale(beside: target)
            #expect(try FileSystem.entries(of: directory) == kept.sorted())
        }
    }

    @Test("clearing a directory that is not there does nothing")
    func staleWithoutDirectory() {
        AtomicFile.removeStale(beside: "/nonexistent/fdnix/index")
        #expect(!FileSystem.exists("/nonexistent"))
    }
}
