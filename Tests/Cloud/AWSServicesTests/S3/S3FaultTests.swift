import AWS
import Basics
import Digests
import HTTPTransport
import ObjectStorage
import ObjectStorageConformance
import Synchronization
import TestSupport
import Testing

@testable import AWSServices

/// Everything that goes wrong between a store and S3: nothing is lost, and nothing half-written.
@Suite("S3ObjectStore in trouble", .timeLimit(.minutes(15)))
struct S3FaultTests {
    private static func with<T>(_ body: (S3StandIn, S3ObjectStore) async throws -> T) async throws -> T {
        let server = try S3StandIn()
        defer { server.stop() }
        return try await body(server, try server.store())
    }

    /// An object that is sent in one request, or in parts.
    enum Size: CaseIterable {
        case small, large
        var bytes: [UInt8] { self == .small ? S3FaultTests.small : S3FaultTests.large }
    }

    private static let small = Array("small".utf8)
    private static let large = Pieces(size: 11 << 20, pieceSize: 11 << 20).next() ?? []

    private static func bytes(_ store: S3ObjectStore, _ key: String) async throws -> [UInt8] {
        try await store.get(key).collect(upTo: 1 << 26)
    }

    @Test("the stand-in keeps the rules as S3 does", arguments: ObjectStoreCase.all)
    func conformance(_ rule: ObjectStoreCase) async throws {
        try await Self.with { _, store in
            var traits = StoreTraits()
            (traits.manyObjects, traits.largeObject) = (1_050, 12 << 20)
            try await rule.run(on: store, traits)
        }
    }

    @Test("what keys have in common comes page by page, each once", arguments: [1, 2, 3, 1000])
    func prefixPages(size: Int) async throws {
        try await Self.with { server, store in
            for name in ["a/1", "a/2", "a/3", "b", "c/1", "c/2", "d", "e/1/2", "f +%/x"] {
                try await store.put(name, .bytes([1]))
            }
            #expect(try await store.commonPrefixes(of: "", pageSize: size) == ["a/", "c/", "e/", "f +%/"])
            #expect(server.count("ListObjectsV2") == (6 + size - 1) / size)
        }
    }

    @Test(
        "requests that fail at first are made again",
        arguments: [
            Fault.refusal(status: 503, code: "SlowDown"), .refusal(status: 500, code: "InternalError"), .cutRequest,
            .lostAnswer,
        ])
    func again(_ fault: Fault) async throws {
        try await Self.with { server, store in
            server.trouble { _, number in number <= 2 ? fault : nil }
            try await store.put("a", .bytes(Self.small))
            try await store.put("b", .bytes(Self.large))
            #expect(try await store.head("a")?.size == Self.small.count)
            #expect(try await Self.bytes(store, "b") == Self.large)
            try await store.copy("a", to: "c")
            #expect(try await store.objects().reduce(into: []) { $0.append($1.key) } == ["a", "b", "c"])
            try await store.delete(["a", "b"])
            try await store.delete(["c"])
            #expect(server.state.withLock { $0.objects.isEmpty })
            // What was begun twice because nobody heard of the first is left to the bucket's own rules.
            if case .lostAnswer = fault { return }
            #expect(server.state.withLock { $0.uploads.isEmpty })
        }
    }

    @Test("a failure that stays is told, with the request's number, and what was there is left")
    func stays() async throws {
        try await Self.with { server, store in
            try await store.put("a", .bytes(Self.small))
            server.trouble { operation, _ in operation == "HeadObject" ? nil : .refusal(status: 503, code: "SlowDown") }
            let error = await #expect(throws: FdnixError.self) { try await store.put("a", .bytes([1])) }
            #expect(error?.code == .throttled && error?.context["aws_request_id"] == "R1")
            #expect(server.count("PutObject") == 4)
            server.trouble { _, _ in nil }
            #expect(try await Self.bytes(store, "a") == Self.small)
        }
    }

    @Test("a body that breaks off goes on from the byte that was reached, of the same version")
    func cutDown() async throws {
        try await Self.with { server, store in
            try await store.put("b", .bytes(Self.large))
            server.trouble { operation, number in
                operation == "GetObject" && number <= 3 ? .cutAnswer(after: number * 1_000_000) : nil
            }
            #expect(try await Self.bytes(store, "b") == Self.large)
            #expect(server.count("GetObject") == 4)
            // Replaced while it is read: no mixture.
            server.trouble { operation, number in
                guard operation == "GetObject", number == 1 else { return nil }
                return .cutAnswer(after: 100_000)
            }
            let read = try await store.get("b")
            try await store.put("b", .bytes(Self.small))
            let error = await #expect(throws: FdnixError.self) { _ = try await read.collect(upTo: 1 << 26) }
            #expect(error?.code == .conflict)
        }
    }

    @Test("bytes that changed on the way down are told", arguments: Size.allCases)
    func changedDown(_ size: Size) async throws {
        let bytes = size.bytes
        try await Self.with { server, store in
            try await store.put("a", .bytes(bytes))
            server.trouble { operation, _ in operation == "GetObject" ? .changedAnswer : nil }
            let error = await #expect(throws: FdnixError.self) { _ = try await Self.bytes(store, "a") }
            #expect(error?.code == .corrupt)
        }
    }

    @Test("bytes that changed on the way up are sent again", arguments: Size.allCases)
    func changedUp(_ size: Size) async throws {
        let bytes = size.bytes
        try await Self.with { server, store in
            server.trouble { operation, number in
                ["PutObject", "UploadPart"].contains(operation) && number <= 2 ? .changedRequest : nil
            }
            try await store.put("a", .bytes(bytes))
            #expect(try await Self.bytes(store, "a") == bytes)
        }
    }

    @Test(
        "a conditional write whose answer was lost is known again, and another's is not",
        arguments: Size.allCases)
    func lostAnswer(_ size: Size) async throws {
        let bytes = size.bytes
        try await Self.with { server, store in
            let writes: Set = ["PutObject", "CompleteMultipartUpload", "CopyObject"]
            server.trouble { operation, number in writes.contains(operation) && number == 1 ? .lostAnswer : nil }
            let first = try await store.put("a", .bytes(bytes), PutOptions(condition: .ifAbsent))
            #expect(try await store.head("a")?.tag == first.tag)
            server.trouble { operation, number in writes.contains(operation) && number == 1 ? .lostAnswer : nil }
            let second = try await store.put(
                "a", .bytes(bytes + [1]), PutOptions(condition: .ifMatches(first.tag)))
            #expect(try await Self.bytes(store, "a") == bytes + [1])
            server.trouble { operation, number in writes.contains(operation) && number == 1 ? .lostAnswer : nil }
            try await store.copy("a", to: "b", .ifAbsent)
            #expect(try await store.head("b")?.size == second.size)
            server.trouble { _, _ in nil }
            for condition in [PutCondition.ifAbsent, .ifMatches(first.tag)] {
                let error = await #expect(throws: FdnixError.self) {
                    try await store.put("a", .bytes(bytes), PutOptions(condition: condition))
                }
                #expect(error?.code == .conflict)
            }
            #expect(try await Self.bytes(store, "a") == bytes + [1])
            #expect(server.state.withLock { $0.uploads.isEmpty })
        }
    }

    @Test("a write that meets another waits for its end", arguments: [PutCondition.ifAbsent, .always])
    func meeting(_ condition: PutCondition) async throws {
        try await Self.with { server, store in
            server.trouble { operation, number in
                operation == "PutObject" && number <= 2
                    ? .refusal(status: 409, code: "ConditionalRequestConflict") : nil
            }
            try await store.put("a", .bytes(Self.small), PutOptions(condition: condition))
            #expect(try await Self.bytes(store, "a") == Self.small)
        }
    }

    @Test("successes that turn out errors are errors", arguments: ["InternalError", "SlowDown"])
    func late(_ code: String) async throws {
        try await Self.with { server, store in
            server.trouble { operation, number in
                ["CopyObject", "CompleteMultipartUpload", "DeleteObjects"].contains(operation) && number <= 2
                    ? .lateError(code: code) : nil
            }
            try await store.put("a", .bytes(Self.large))
            try await store.copy("a", to: "b")
            #expect(try await Self.bytes(store, "b") == Self.large)
            server.trouble { operation, _ in operation == "CopyObject" ? .lateError(code: code) : nil }
            await #expect(throws: FdnixError.self) { try await store.copy("a", to: "c") }
            #expect(try await store.head("c") == nil)
        }
    }

    @Test(
        "an upload that fails leaves no parts, and what was there",
        arguments: ["UploadPart", "CompleteMultipartUpload"])
    func aborted(_ failing: String) async throws {
        try await Self.with { server, store in
            try await store.put("a", .bytes(Self.small))
            server.trouble { operation, number in
                operation == failing && number > (failing == "UploadPart" ? 1 : 0)
                    ? .refusal(status: 403, code: "AccessDenied") : nil
            }
            let error = await #expect(throws: FdnixError.self) { try await store.put("a", .bytes(Self.large)) }
            #expect(error?.code == .denied)
            #expect(server.state.withLock { $0.uploads.isEmpty })
            #expect(try await Self.bytes(store, "a") == Self.small)
        }
    }

    @Test("an upload that is cancelled leaves no parts")
    func cancelled() async throws {
        try await Self.with { server, store in
            let (started, starter) = AsyncStream.makeStream(of: Void.self)
            let pieces = Pieces(size: 1 << 40)
            let task = Task {
                try await store.put("a", pieces.content, PutOptions(onProgress: { _ in starter.yield() }))
            }
            for await _ in started { break }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(server.state.withLock { $0.uploads.isEmpty && $0.objects.isEmpty })
        }
    }

    @Test("an upload that was broken off goes on with the parts that are missing")
    func resumed() async throws {
        try await withTemporaryDirectory { folder in
            try AtomicFile.write(Self.large, to: "\(folder)/file")
            try await Self.with { server, store in
                var store = store
                store.concurrency = 1
                let options = PutOptions(contentType: "x/y", resumes: true)
                server.trouble { operation, number in
                    operation == "UploadPart" && number > 1 ? .refusal(status: 403, code: "AccessDenied") : nil
                }
                await #expect(throws: FdnixError.self) { try await store.put("a", .file("\(folder)/file"), options) }
                #expect(server.state.withLock { $0.uploads.values.first?.parts.count } == 1)
                server.trouble { _, _ in nil }
                try await store.put("a", .file("\(folder)/file"), options)
                #expect(server.count("UploadPart") == 2)
                #expect(server.count("CreateMultipartUpload") == 0)
                #expect(try await Self.bytes(store, "a") == Self.large)
                #expect(try await store.head("a")?.contentType == "x/y")
            }
        }
    }

    @Test("parts of another file, and of another description, are not taken over")
    func resumedOther() async throws {
        try await withTemporaryDirectory { folder in
            try AtomicFile.write(Self.large, to: "\(folder)/file")
            try await Self.with { server, store in
                server.trouble { operation, _ in
                    operation == "CompleteMultipartUpload" ? .refusal(status: 403, code: "AccessDenied") : nil
                }
                await #expect(throws: FdnixError.self) {
                    try await store.put(
                        "a", .file("\(folder)/file"), PutOptions(metadata: ["run": "1"], resumes: true))
                }
                server.trouble { _, _ in nil }
                var other = Self.large
                other[6 << 20] ^= 1
                try AtomicFile.write(other, to: "\(folder)/file")
                try await store.put("a", .file("\(folder)/file"), PutOptions(metadata: ["run": "2"], resumes: true))
                #expect(try await Self.bytes(store, "a") == other)
                #expect(try await store.head("a")?.metadata == ["run": "2"])
                #expect(server.state.withLock { $0.uploads.isEmpty })
            }
        }
    }

    @Test("a file that changes while it is sent is not written")
    func changingFile() async throws {
        try await withTemporaryDirectory { folder in
            let path = "\(folder)/file"
            try AtomicFile.write(Array(Self.large.prefix(8 << 20)), to: path)
            try await Self.with { server, store in
                server.trouble { operation, _ in
                    guard operation == "PutObject", let file = try? RandomAccessFile(writing: path) else { return nil }
                    try? file.blockingWrite([1, 2, 3], at: 7 << 20)
                    return nil
                }
                await #expect(throws: FdnixError.self) { try await store.put("a", .file(path)) }
                let head = try await store.head("a")
                #expect(head == nil)
            }
        }
    }

    @Test("objects that the server is too busy to remove are asked for again, others are told")
    func deleting() async throws {
        try await Self.with { server, store in
            for key in ["a", "b", "c"] { try await store.put(key, .bytes(Self.small)) }
            server.trouble { operation, number in
                operation == "DeleteObjects" && number == 1 ? .refusal(status: 503, code: "SlowDown") : nil
            }
            try await store.delete(["a", "b", "none"])
            #expect(server.state.withLock { $0.objects.count } == 1)
        }
    }
}
