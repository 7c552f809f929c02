import Basics
import Digests
import ObjectStorage
import Synchronization
import TestSupport
import Testing

/// The SHA-256 of a body, of which a piece at a time is in memory.
private func sum(_ body: ObjectBody) async throws -> String {
    var digest = try Digest(.sha256)
    for try await piece in body { digest.update(piece) }
    return digest.finalize().hexadecimal
}

extension ObjectStoreCase {
    static let streams = [
        ObjectStoreCase("a stream of unknown length is an object") { subject in
            for size in [0, 1, 299_999, 3_000_000] {
                let expected = Pieces(size: size)
                var bytes: [UInt8] = []
                while let piece = expected.next() { bytes += piece }
                let pieces = Pieces(size: size)
                let isBetween = Mutex(false)
                let told = Mutex<[Int]>([])
                let options = PutOptions(onProgress: { count in told.withLock { $0.append(count) } })
                let written = try await subject.store.put(
                    subject.key("\(size)"),
                    .stream {
                        // Empty pieces mean nothing.
                        let givesEmpty = isBetween.withLock { isBetween in
                            isBetween.toggle()
                            return isBetween
                        }
                        return givesEmpty ? [] : pieces.next()
                    }, options)
                #expect(written.size == size)
                #expect(try await subject.store.get(subject.key("\(size)")).collect(upTo: size) == bytes)
                let counts = told.withLock { $0 }
                #expect(counts == counts.sorted())
                if size > 0 { #expect(counts.last == size) }
            }
        },
        ObjectStoreCase("a large stream is written and read a little at a time") { subject in
            let size = subject.traits.largeObject
            let pieces = Pieces(size: size, seed: 9)
            try await subject.store.put(subject.key("large"), pieces.content)
            let read = try await subject.store.get(subject.key("large"))
            #expect(read.info.size == size)
            let expected = Pieces(size: size, pieceSize: pieces.pieceSize, seed: 9)
            #expect(try await sum(read.body) == sum(ObjectBody { expected.next() }))
        },
        ObjectStoreCase("a body that nobody reads to its end costs nothing") { subject in
            let pieces = Pieces(size: 4_000_000)
            try await subject.store.put(subject.key("a"), pieces.content)
            for _ in 0..<50 {
                let read = try await subject.store.get(subject.key("a"))
                var body = read.body.makeAsyncIterator()
                _ = try await body.next()
            }
            #expect(try await subject.store.get(subject.key("a")).collect(upTo: 4_000_000).count == 4_000_000)
        },
    ]
}
