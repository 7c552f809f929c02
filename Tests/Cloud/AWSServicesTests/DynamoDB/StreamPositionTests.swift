import Basics
import Tables
import TestSupport
import Testing

@testable import AWSServices

@Suite("How far a stream is read")
struct StreamPositionTests {
    private typealias Shard = StreamPosition.Shard

    @Test("children wait for their parents, and a shard whose parent is gone does not")
    func order() throws {
        let shards = [Shard(id: "c", parent: "b"), Shard(id: "b", parent: "a"), Shard(id: "d", parent: nil)]
        var position = StreamPosition(stream: "s")
        #expect(position.readable(shards) == ["b", "d"])
        position.note("b", last: "7", next: "i1")
        #expect(position.readable(shards) == ["b", "d"])
        position.note("b", last: nil, next: nil)
        #expect(position.readable(shards) == ["c", "d"])
        #expect(position.place("b") == .init(sequence: "7", iterator: nil, isFinished: true))
    }

    @Test("a cursor comes back as it was, and says nothing of shards that are gone and read")
    func cursor() throws {
        var position = StreamPosition(stream: "arn:s")
        position.note("a", last: "99999999999999999999", next: nil)
        position.note("b", last: "1", next: "iterator")
        position.note("c", last: nil, next: "other")
        #expect(try StreamPosition(cursor: position.cursor) == position)
        try position.meet([Shard(id: "b", parent: "a"), Shard(id: "c", parent: nil)])
        #expect(position.places.keys.sorted() == ["b", "c"])
    }

    @Test("a shard that went before it was read to its end is told")
    func forgotten() throws {
        var position = StreamPosition(stream: "s")
        position.note("a", last: "1", next: "i")
        let error = #expect(throws: FdnixError.self) { try position.meet([Shard(id: "b", parent: "a")]) }
        #expect(error?.code == .notFound)
    }

    @Test("what is not a cursor is refused", arguments: ["", "7", "{}", "[]", #"{"stream":"s"}"#, #"{"shards":{}}"#])
    func mistakes(text: String) {
        let error = #expect(throws: FdnixError.self) { try StreamPosition(cursor: text) }
        #expect(error?.code == .usage)
    }

    @Test("a damaged cursor is a place or a mistake, never a crash")
    func damage() throws {
        var position = StreamPosition(stream: "s")
        position.note("a", last: "1", next: "i")
        position.note("b", last: nil, next: nil)
        var random = SplitMix(31)
        for _ in 0..<TestSettings.fuzzIterations(1000) {
            var bytes = Array(position.cursor.utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
            }
            do {
                _ = try StreamPosition(cursor: String(decoding: bytes, as: UTF8.self)).cursor
            } catch {
                #expect((error as? FdnixError)?.code == .usage)
            }
        }
    }

    /// A stream whose shards split while it is read, some listed late, some answers empty.
    @Test("of a stream that splits, every change is read once, and each item's in its order")
    func splitting() async throws {
        var random = SplitMix(77)
        for _ in 0..<20 {
            // A shard a generation; each closes after some changes, and its two children go on.
            var shards = [Shard(id: "0", parent: nil)]
            for number in 1..<8 { shards.append(Shard(id: "\(number)", parent: "\((number - 1) / 2)")) }
            let counts = shards.map { _ in Int.random(in: 0...5, using: &random) }
            var position = StreamPosition(stream: "s")
            var seen: [String: [Int]] = [:]
            for _ in 0..<200 {
                for id in position.readable(shards.shuffled(using: &random)) {
                    let number = try #require(Int(id))
                    let from = position.place(id).sequence.flatMap { Int($0) } ?? 0
                    let to = min(counts[number], from + Int.random(in: 0...2, using: &random))
                    if let parent = shards[number].parent, let before = Int(parent) {
                        #expect(seen[parent, default: []].count == counts[before])
                    }
                    seen[id, default: []] += from..<to
                    let isOver = to == counts[number] && Bool.random(using: &random)
                    position.note(id, last: to > from ? "\(to)" : nil, next: isOver ? nil : "i\(to)")
                    position = try StreamPosition(cursor: position.cursor)
                }
            }
            for (number, count) in counts.enumerated() { #expect(seen["\(number)", default: []] == Array(0..<count)) }
        }
    }
}
