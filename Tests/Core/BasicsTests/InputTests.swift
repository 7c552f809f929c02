import Platform
import Synchronization
import TestSupport
import Testing

@testable import Basics

@Suite("Bytes that arrive in pieces", .timeLimit(.minutes(15)))
struct InputTests {
    @Test("memory is handed out piece by piece", arguments: [1, 3, 7, 100])
    func memory(pieceSize: Int) async throws {
        let bytes = (0..<50).map { UInt8($0) }
        let input = MemoryInput(bytes, pieceSize: pieceSize)
        let pieces = try await all(input)
        #expect(pieces.flatMap { $0 } == bytes)
        #expect(pieces.allSatisfy { !$0.isEmpty && $0.count <= pieceSize })
        #expect(try await input.next() == nil)
    }

    @Test("a file is read without a single wait")
    func file() async throws {
        let directory = try TemporaryFolder()
        let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0) }
        try AtomicFile.write(bytes, to: directory.file)
        #expect(try await all(DescriptorInput(path: directory.file, pieceSize: 999)).flatMap { $0 } == bytes)
        let descriptor = open(directory.file, O_RDONLY)
        defer { close(descriptor) }
        let waits = Waits()
        #expect(try await all(waits.input(descriptor)).flatMap { $0 } == bytes)
        #expect(waits.count == 0)
    }

    @Test("devices that cannot be waited for are read at once")
    func device() async throws {
        #expect(try await DescriptorInput(path: "/dev/null").next() == nil)
        #expect(try await DescriptorInput(path: "/dev/zero", pieceSize: 5).next() == [0, 0, 0, 0, 0])
    }

    @Test("what cannot be read is told by name")
    func failures() async throws {
        let missing = #expect(throws: FdnixError.self) { try DescriptorInput(path: "/nowhere/at/all") }
        #expect(missing?.code == .notFound)
        let directory = #expect(throws: FdnixError.self) { try DescriptorInput(path: "/tmp") }
        #expect(directory?.message.contains("/tmp") == true)
        let error = await #expect(throws: FdnixError.self) {
            try await DescriptorInput(descriptor: 1 << 20, name: "a number that is not open").next()
        }
        #expect(error?.message.contains("a number that is not open") == true)
    }

    /// The pieces are sent one by one, each when the reader waits again; a reader that asks again and again, as this one
    /// once did, would count many waits for each.
    @Test("a slow pipe wakes the reader once a piece, and once at its end")
    func slowPipe() async throws {
        let pipe = try Pipe()
        let waits = Waits()
        let reader = Task { try await all(waits.input(pipe.reading)) }
        for piece in 1...5 {
            await waits.reach(piece)
            try await Task.sleep(for: .milliseconds(20))
            pipe.write([UInt8(piece)])
        }
        await waits.reach(6)
        try await Task.sleep(for: .milliseconds(20))
        pipe.finish()
        #expect(try await reader.value == [[1], [2], [3], [4], [5]])
        #expect(waits.count == 6)
    }

    @Test("an end that comes without bytes is not missed")
    func emptyPipe() async throws {
        for _ in 0..<200 {
            let pipe = try Pipe()
            let waits = Waits()
            let reader = Task { try await waits.input(pipe.reading).next() }
            if Bool.random() { await waits.reach(1) }
            pipe.finish()
            #expect(try await reader.value == nil)
            #expect(waits.count <= 1)
        }
    }

    @Test("a socket is waited for like a pipe")
    func socket() async throws {
        var ends: [Int32] = [0, 0]
        // 1 is SOCK_STREAM, which C libraries declare in different types.
        try #require(socketpair(AF_UNIX, 1, 0, &ends) == 0)
        let pipe = Pipe(reading: ends[0], writing: ends[1])
        let waits = Waits()
        let reader = Task { try await all(waits.input(pipe.reading)) }
        await waits.reach(1)
        pipe.write([1, 2, 3])
        await waits.reach(2)
        pipe.finish()
        #expect(try await reader.value == [[1, 2, 3]])
    }

    @Test("a descriptor that does not block is waited for too")
    func nonBlocking() async throws {
        let pipe = try Pipe()
        try #require(fcntl(pipe.reading, F_SETFL, O_NONBLOCK) == 0)
        let waits = Waits()
        let reader = Task { try await all(waits.input(pipe.reading)) }
        await waits.reach(1)
        pipe.write([9])
        await waits.reach(2)
        pipe.finish()
        #expect(try await reader.value == [[9]])
    }

    @Test("cancelling the task ends the wait")
    func cancellation() async throws {
        for round in 0..<200 {
            let pipe = try Pipe()
            let waits = Waits()
            let reader = Task { try await waits.input(pipe.reading).next() }
            if round.isMultiple(of: 2) { await waits.reach(1) }
            reader.cancel()
            await #expect(throws: CancellationError.self) { try await reader.value }
            pipe.finish()
        }
    }

    @Test("more waiting readers than threads leave room for others")
    func manyReaders() async throws {
        let pipes = try (0..<100).map { _ in try Pipe() }
        let waits = Waits()
        let readers = pipes.map { pipe in Task { try await all(waits.input(pipe.reading)) } }
        await waits.reach(100)
        #expect(await Task { 7 }.value == 7)
        for (number, pipe) in pipes.enumerated() {
            pipe.write([UInt8(number)])
            pipe.finish()
        }
        for (number, reader) in readers.enumerated() { #expect(try await reader.value == [[UInt8(number)]]) }
    }
}

/// Every piece of an input.
private func all(_ input: sending DescriptorInput) async throws -> [[UInt8]] {
    var pieces: [[UInt8]] = []
    while let piece = try await input.next() { pieces.append(piece) }
    return pieces
}

private func all(_ input: MemoryInput) async throws -> [[UInt8]] {
    var pieces: [[UInt8]] = []
    while let piece = try await input.next() { pieces.append(piece) }
    return pieces
}

/// Counts how often inputs wait.
private final class Waits: Sendable {
    private let number = Atomic(0)

    var count: Int { number.load(ordering: .acquiring) }

    func input(_ descriptor: Int32) -> DescriptorInput {
        DescriptorInput(descriptor: descriptor, name: "a pipe", pieceSize: 1 << 10) { [self] in
            number.wrappingAdd(1, ordering: .acquiringAndReleasing)
        }
    }

    /// Returns when so many waits have begun.
    func reach(_ goal: Int) async { while count < goal { await Task.yield() } }
}

/// Two ends, closed with the object.
private final class Pipe: Sendable {
    let reading, writing: Int32
    private let isOpen = Mutex(true)

    init(reading: Int32, writing: Int32) {
        self.reading = reading
        self.writing = writing
    }

    convenience init() throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        self.init(reading: ends[0], writing: ends[1])
    }

    func write(_ bytes: [UInt8]) { #expect(bytes.withUnsafeBytes { systemWrite(writing, $0) } == bytes.count) }

    /// Closes the writing end.
    func finish() {
        isOpen.withLock { isOpen in
            if isOpen { close(writing) }
            isOpen = false
        }
    }

    deinit {
        finish()
        close(reading)
    }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}

/// A folder that goes with the object.
private final class TemporaryFolder {
    private let path = "/tmp/fdnix-test-\(UInt64.random(in: 0 ... .max))"
    var file: String { "\(path)/file" }
    init() throws { try FileSystem.createDirectories(path) }
    deinit { removeTree(path) }
}
