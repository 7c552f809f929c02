import Basics
import ObjectStorage
import TestSupport
import Testing

extension ObjectStoreCase {
    static let ranges = [
        ObjectStoreCase("a range is those bytes, cut at the end") { subject in
            try await subject.put("a", "0123456789")
            for (range, expected) in [
                (0..<3, "012"), (3..<4, "3"), (7..<10, "789"), (7..<99, "789"), (0..<10, "0123456789"),
            ] {
                #expect(try await subject.text("a", GetOptions(range: range)) == expected)
            }
            let read = try await subject.store.get(subject.key("a"), GetOptions(range: 2..<4))
            #expect(read.info.size == 10)
            #expect(read.info.key == subject.key("a"))
        },
        ObjectStoreCase("a range without bytes is refused") { subject in
            try await subject.put("a", "0123456789")
            try await subject.put("empty", "")
            for (name, range) in [("a", 10..<11), ("a", 50..<60), ("a", 3..<3), ("a", -2..<4), ("empty", 0..<1)] {
                await expect(.usage) { _ = try await subject.text(name, GetOptions(range: range)) }
            }
        },
        ObjectStoreCase("random ranges of a larger object") { subject in
            let bytes = Pieces(size: 1_000_003, pieceSize: 1_000_003).next() ?? []
            try await subject.store.put(subject.key("a"), .bytes(bytes))
            var random = SplitMix(3)
            for _ in 0..<10 {
                let low = Int.random(in: 0..<bytes.count, using: &random)
                let high = Int.random(in: low + 1...bytes.count + 1000, using: &random)
                let read = try await subject.store.get(subject.key("a"), GetOptions(range: low..<high))
                #expect(try await read.collect(upTo: bytes.count) == Array(bytes[low..<min(high, bytes.count)]))
            }
        },
        ObjectStoreCase("a read can ask for one version") { subject in
            let first = try await subject.put("a", "first")
            #expect(try await subject.text("a", GetOptions(ifMatches: first.tag)) == "first")
            let second = try await subject.put("a", "second")
            await expect(.conflict) { _ = try await subject.text("a", GetOptions(ifMatches: first.tag)) }
            await expect(.conflict) {
                _ = try await subject.text("a", GetOptions(range: 0..<2, ifMatches: first.tag))
            }
            #expect(try await subject.text("a", GetOptions(range: 0..<2, ifMatches: second.tag)) == "se")
            await expect(.notFound) { _ = try await subject.text("b", GetOptions(ifMatches: first.tag)) }
        },
    ]
}
