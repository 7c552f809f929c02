import Basics
import Platform
import TestSupport
import Testing

@Suite("Files")
struct FileTests {
    @Test("paths are taken apart like dirname and basename do")
    func paths() {
        for (path, directory, name) in [
            ("/a/b/c", "/a/b", "c"), ("/c", "/", "c"), ("c", ".", "c"), ("a/c", "a", "c"), ("./c", ".", "c"),
        ] {
            #expect(FileSystem.directory(of: path) == directory)
            #expect(FileSystem.name(of: path) == name)
        }
    }

    // Entries lie close together where the system reads many at once: under the address sanitizer this tells whoever reads
    // beyond one of them.
    @Test("a directory of thousands is listed whole, and in order")
    func manyEntries() throws {
        try withTemporaryDirectory { directory in
            let names = (1000..<4000).map { "\($0)" }
            for name in names.shuffled() { try FileWriter(creating: "\(directory)/\(name)").close() }
            #expect(try FileSystem.entries(of: directory) == names)
            var looked = 0
            func wanted(_ name: String) -> Bool {
                looked += 1
                return looked == 3
            }
            #expect(try FileSystem.hasEntry(in: directory, where: wanted) && looked == 3, "no further than it has to")
            #expect(try !FileSystem.hasEntry(in: directory) { $0.hasPrefix(".") })
        }
    }

    @Test("directories are made with their parents, again and again, relative or absolute")
    func directories() throws {
        try withTemporaryDirectory { directory in
            for _ in 0..<2 { try FileSystem.createDirectories("\(directory)/a/b") }
            #expect(FileSystem.exists("\(directory)/a/b"))
            #expect(FileSystem.isWritable("\(directory)/a/b"))
            rmdir("\(directory)/a/b")
            rmdir("\(directory)/a")
            try FileWriter(creating: "\(directory)/file").close()
            #expect(throws: FdnixError.self) { try FileSystem.createDirectories("\(directory)/file/below") }
        }
    }

    @Test("a directory over a file is refused here, not only where it is used")
    func directoryOverFile() throws {
        try withTemporaryDirectory { directory in
            try FileWriter(creating: "\(directory)/file").close()
            #expect(throws: FdnixError.self) { try FileSystem.createDirectories("\(directory)/file") }
        }
    }

    @Test("a copy has the same bytes; an empty file is a file")
    func copies() throws {
        try withTemporaryDirectory { directory in
            let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 * 31) }
            try AtomicFile.write(bytes, to: "\(directory)/a")
            try AtomicFile.write([], to: "\(directory)/empty")
            try FileSystem.copy("\(directory)/a", to: "\(directory)/b")
            try FileSystem.copy("\(directory)/empty", to: "\(directory)/c")
            #expect(try FileSystem.read("\(directory)/b") == bytes)
            #expect(try FileSystem.read("\(directory)/c") == [])
            #expect(FileSystem.size(of: "\(directory)/b") == bytes.count)
            #expect(FileSystem.size(of: "\(directory)/none") == nil)
        }
    }

    @Test("only regular files are mapped")
    func mapping() throws {
        try withTemporaryDirectory { directory in
            let error = #expect(throws: FdnixError.self) { try MappedFile(path: directory) }
            #expect(error?.message.contains("not a regular file") == true)
            let missing = #expect(throws: FdnixError.self) { try MappedFile(path: "\(directory)/none") }
            #expect(missing?.code == .notFound)
        }
    }

    @Test("a view keeps its file mapped, and no slice reaches past the end")
    func views() throws {
        try withTemporaryDirectory { directory in
            try AtomicFile.write(Array(0..<64), to: "\(directory)/a")
            let view = try ByteView(MappedFile(path: "\(directory)/a"))
            #expect(try Array(view.slice(10, 3).bytes) == [10, 11, 12])
            #expect(try view.slice(10, 20).slice(5, 2).bytes.first == 15)
            #expect(try view.slice(64, 0).count == 0)
            for (offset, count) in [
                (0, 65), (65, 0), (-1, 1), (1, -1), (60, 5), (1, Int.max), (Int.max, 1), (Int.max, Int.max),
                (Int.min, 1), (1, Int.min),
            ] {
                let error = #expect(throws: FdnixError.self) { try view.slice(offset, count, "the table") }
                #expect(error?.code == .corrupt)
                #expect(error?.message.contains("the table") == true)
            }
        }
    }

    @Test("numbers need the right size and alignment")
    func numbers() throws {
        let view = ByteView(copying: Array(0..<24) as [UInt8])
        #expect(
            try Array(view.slice(8, 8).array(of: UInt32.self))
                == [0x0B0A_0908, 0x0F0E_0D0C].map(UInt32.init(littleEndian:)))
        #expect(try view.slice(3, 0).array(of: UInt64.self).isEmpty)
        for (offset, count) in [(0, 7), (1, 8), (2, 4)] {
            let error = #expect(throws: FdnixError.self) { try view.slice(offset, count).array(of: UInt32.self) }
            #expect(error?.code == .corrupt)
        }
        let array = try MappedArray<UInt16>(view.slice(0, 8))
        #expect(array.count == 4)
        #expect(array[checked: 3] == UInt16(littleEndian: 0x0706))
        #expect(array[checked: 4] == nil)
        #expect(array[checked: -1] == nil)
        #expect(array[checked: Int.max] == nil)
    }

    @Test("a lock keeps a second process out until its holder is gone")
    func lock() throws {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/lock"
            var lock: FileLock? = try FileLock(path: path, busy: "busy")
            #expect(lock != nil)
            // The child opens the file itself, so it is a stranger to our lock.
            let attempt = "exec 9<>'\(path)'; flock -n 9"
            let hasFlock = try shell("command -v flock >/dev/null") == 0
            if hasFlock { #expect(try shell(attempt) == 1) }
            let error = #expect(throws: FdnixError.self) { try FileLock(path: path, busy: "somebody is here") }
            #expect(error?.message == "somebody is here")
            // As a child has it between its fork and its next program.
            let duplicate = try duplicateDescriptor(ofFileAt: path)
            defer { if let duplicate { close(duplicate) } }
            lock = nil
            if hasFlock { #expect(try shell(attempt) == 0) }
            _ = try FileLock(path: path, busy: "busy")
        }
    }

    @Test("what is at a path is told without following links, and trees are removed so")
    func links() throws {
        try withTemporaryDirectory { directory in
            try FileSystem.createDirectories("\(directory)/kept")
            try AtomicFile.write([1], to: "\(directory)/kept/file")
            try FileSystem.createDirectories("\(directory)/tree")
            #expect(symlink("../kept", "\(directory)/tree/link") == 0)
            #expect(FileSystem.kind(of: "\(directory)/tree/link") == .other)
            #expect(FileSystem.kind(of: "\(directory)/tree") == .directory)
            #expect(FileSystem.kind(of: "\(directory)/kept/file") == .regularFile)
            #expect(FileSystem.kind(of: "\(directory)/none") == nil)
            removeTree("\(directory)/tree")
            #expect(!FileSystem.exists("\(directory)/tree"))
            #expect(FileSystem.exists("\(directory)/kept/file"))
        }
    }

    @Test("a file is read and written at any place, and stays open when it is replaced")
    func randomAccess() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/file"
            let file = try RandomAccessFile(writing: path)
            try await file.write([4, 5], at: 3)
            try await file.write([1, 2, 3], at: 0)
            #expect(try FileSystem.read(path) == [1, 2, 3, 4, 5])
            let reader = try RandomAccessFile(reading: path)
            #expect(reader.size == 5)
            try AtomicFile.write([9], to: path)
            #expect(try await reader.read(3, at: 1) == [2, 3, 4])
            #expect(try await reader.read(9, at: 4) == [5])
            #expect(try await reader.read(9, at: 5) == [])
            #expect(try RandomAccessFile(reading: path).identity != reader.identity)
            #expect(throws: FdnixError.self) { _ = try RandomAccessFile(reading: "\(directory)/none") }
            #expect(throws: FdnixError.self) { _ = try RandomAccessFile(reading: directory) }
        }
    }

    @Test("a lock that is waited for comes when its holder gives it up")
    func waitingLock() async throws {
        try await withTemporaryDirectory { directory in
            var held: FileLock? = try FileLock(waitingAt: "\(directory)/lock")
            #expect(throws: FdnixError.self) { _ = try FileLock(path: "\(directory)/lock", busy: "busy") }
            async let second: Void = BlockingWork.run { _ = try FileLock(waitingAt: "\(directory)/lock") }
            try withExtendedLifetime(held) { try Task.checkCancellation() }
            held = nil
            try await second
        }
    }
}
