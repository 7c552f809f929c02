import Basics
import Digests
import ObjectStorage
import TestSupport
import Testing

extension ObjectStoreCase {
    static let integrity = [
        ObjectStoreCase("other bytes than announced are refused, and nothing is written") { subject in
            let wrong = try Digest.hash(.sha256, Array("other".utf8)).hexadecimal
            await expect(.corrupt) { try await subject.put("new", "bytes", PutOptions(sha256: wrong)) }
            #expect(try await subject.store.head(subject.key("new")) == nil)
            let old = try await subject.put("old", "old")
            await expect(.corrupt) { try await subject.put("old", "bytes", PutOptions(sha256: wrong)) }
            #expect(try await subject.text("old") == "old")
            #expect(try await subject.store.head(subject.key("old"))?.tag == old.tag)
            await expect(.usage) { try await subject.put("old", "bytes", PutOptions(sha256: "abc")) }
            await expect(.corrupt) {
                let pieces = Pieces(size: 500_000)
                try await subject.store.put(subject.key("old"), pieces.content, PutOptions(sha256: wrong))
            }
            #expect(try await subject.text("old") == "old")
        },
        ObjectStoreCase("the bytes that were announced are written, and their sum is known") { subject in
            let bytes = Array("abc".utf8)
            let sum = try Digest.hash(.sha256, bytes).hexadecimal
            let written = try await subject.store.put(subject.key("a"), .bytes(bytes), PutOptions(sha256: sum))
            #expect(written.sha256 == sum)
            #expect(try await subject.store.head(subject.key("a"))?.sha256 == sum)
            #expect(try await subject.store.get(subject.key("a")).info.sha256 == sum)
        },
        ObjectStoreCase("a source that fails leaves what was there") { subject in
            struct Broken: Error {}
            try await subject.put("a", "old")
            for size in [0, 100, 2_000_000] {
                let pieces = Pieces(size: size)
                await #expect(throws: Broken.self) {
                    try await subject.store.put(
                        subject.key("a"),
                        .stream {
                            guard let piece = pieces.next() else { throw Broken() }
                            return piece
                        })
                }
                #expect(try await subject.text("a") == "old")
            }
            #expect(try await subject.names() == ["a"])
        },
        ObjectStoreCase("a put that is cancelled leaves what was there") { subject in
            try await subject.put("a", "old")
            let (started, starter) = AsyncStream.makeStream(of: Void.self)
            let pieces = Pieces(size: 1 << 40)
            let task = Task {
                try await subject.store.put(
                    subject.key("a"),
                    .stream {
                        starter.yield()
                        try await Task.sleep(for: .milliseconds(1))
                        return pieces.next()
                    })
            }
            var seen = started.makeAsyncIterator()
            for _ in 0..<3 { await seen.next() }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(try await subject.text("a") == "old")
            #expect(try await subject.names() == ["a"])
        },
        ObjectStoreCase("readers see one version while it is replaced") { subject in
            func content(_ version: Int) -> [UInt8] { [UInt8](repeating: UInt8(version), count: 100_000 + version) }
            try await subject.store.put(subject.key("a"), .bytes(content(0)))
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for version in 1...20 { try await subject.store.put(subject.key("a"), .bytes(content(version))) }
                }
                for _ in 0..<3 {
                    group.addTask {
                        for _ in 0..<15 {
                            let read = try await subject.store.get(subject.key("a"))
                            let bytes = try await read.collect(upTo: 200_000)
                            let version = try #require(bytes.first)
                            #expect(bytes == content(Int(version)))
                            #expect(read.info.size == bytes.count)
                        }
                    }
                }
                try await group.waitForAll()
            }
        },
    ]
}
