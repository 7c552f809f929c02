import Basics
import LocalCloud
import ObjectStorage
import ObjectStorageConformance
import Platform
import TestSupport
import Testing

@Suite("DirectoryObjectStore between processes", .timeLimit(.minutes(15)))
struct ProcessTests {
    /// Raises the number in an object by one, whoever else does so.
    private static func raise(_ store: DirectoryObjectStore, _ key: String) async throws {
        while true {
            let read = try await store.get(key)
            let number = Int(String(decoding: try await read.collect(upTo: 20), as: UTF8.self)) ?? -1_000
            do {
                try await store.put(
                    key, .bytes(Array("\(number + 1)".utf8)), PutOptions(condition: .ifMatches(read.info.tag)))
                return
            } catch let error as FdnixError where error.code == .conflict {
                continue
            }
        }
    }

    @Test("conditions hold between two processes")
    func conditions() async throws {
        try await withTemporaryDirectory { folder in
            let store = DirectoryObjectStore(folder)
            try await store.put("number", .bytes(Array("0".utf8)))
            async let child: Void = Self.raiseInChild(folder)
            for _ in 0..<50 { try await Self.raise(store, "number") }
            try await child
            #expect(try await store.get("number").collect(upTo: 20) == Array("100".utf8))
        }
    }

    private static func raiseInChild(_ folder: String) async throws {
        await #expect(processExitsWith: .success) { [folder = folder as String] in
            let store = DirectoryObjectStore(folder)
            for _ in 0..<50 { try await Self.raise(store, "number") }
        }
    }

    @Test("a process killed at any time leaves whole objects and nothing else")
    func kill() async throws {
        try await withTemporaryDirectory { folder in
            let store = DirectoryObjectStore(folder)
            for round in 0..<6 {
                await #expect(processExitsWith: .signal(SIGKILL)) { [folder = folder as String, round = round as Int] in
                    try await Self.writeUntilKilled(folder, milliseconds: 40 + round * 37)
                }
                try await check(store)
            }
            // The next who writes clears away what the killed ones were at.
            try await DirectoryObjectStore(folder).put("z", .bytes([1]))
            #expect(try FileSystem.entries(of: "\(folder)/.fdnix-objects/tmp") == [])
            #expect(try await keys(of: store) == ["a", "a/b", "a/b/c", "x//y", "z"])
        }
    }

    private static func writeUntilKilled(_ folder: String, milliseconds: Int) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await Task.sleep(for: .milliseconds(milliseconds))
                Platform.kill(getpid(), SIGKILL)
            }
            for lane in 0..<4 { group.addTask { try await writeOnAndOn(folder, lane) } }
            try await group.waitForAll()
        }
    }

    private static func writeOnAndOn(_ folder: String, _ lane: Int) async throws {
        let store = DirectoryObjectStore(folder)
        for number in lane..<Int.max {
            let key = ["a", "a/b", "a/b/c", "x//y"][number % 4]
            let bytes = [UInt8](repeating: UInt8(number % 251), count: 50_000 + number % 251)
            try await store.put(key, .bytes(bytes), PutOptions(metadata: ["number": "\(number % 251)"]))
        }
    }

    private func keys(of store: DirectoryObjectStore) async throws -> [String] {
        try await store.objects().reduce(into: []) { $0.append($1.key) }
    }

    /// Every object is one version as a whole: its bytes, its sum and what is kept with it.
    private func check(_ store: DirectoryObjectStore) async throws {
        for try await object in store.objects() {
            let read = try await store.get(object.key)
            let bytes = try await read.collect(upTo: 60_000)
            let number = Int(try #require(bytes.first))
            #expect(bytes == [UInt8](repeating: UInt8(number), count: 50_000 + number))
            #expect(read.info.metadata == ["number": "\(number)"])
            #expect(read.info.sha256 != nil)
        }
    }
}
