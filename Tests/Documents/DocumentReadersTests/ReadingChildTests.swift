import Basics
import Platform
import TestSupport
import Testing

@testable import DocumentReaders

@Suite struct ReadingChildTests {
    private func read(
        _ text: String, _ type: DocumentType, misbehaving: String? = nil, silence: Duration = .seconds(60)
    ) async throws -> [Collector.Document] {
        try await withTemporaryDirectory { folder in
            let path = "\(folder)/document"
            try AtomicFile.write(Array(text.utf8), to: path)
            var limits = ReadingLimits()
            limits.silence = silence
            let child = ReadingChild(
                limits: limits, executable: "/proc/self/exe", arguments: ["read"] + (misbehaving.map { [$0] } ?? []))
            let collector = Collector()
            try await ReadingPool(child, width: 2).read(path, as: type, ReadingOptions(), into: collector)
            return collector.documents
        }
    }

    @Test func aPageIsReadInAChild() async throws {
        let documents = try await read("<title>T</title><h1>One</h1><p>two &amp; three", .html)
        #expect(documents.first?.text.contains("two & three") == true)
        #expect(documents.first?.details.title == "T")
    }

    @Test func errorsOfReadersComeThrough() async throws {
        let error = await #expect(throws: FdnixError.self) { try await read("this is not a PDF", .pdf) }
        #expect(error?.code == .malformedInput || error?.code == .notFound)
    }

    @Test(arguments: ["crash", "silence", "garbage", "half", "spin"])
    func whatAChildDoesWrongIsTheFilesFault(_ fault: String) async throws {
        let error = await #expect(throws: FdnixError.self) {
            try await read(
                "<p>text", .html, misbehaving: fault, silence: fault == "silence" ? .seconds(1) : .seconds(60))
        }
        #expect(error?.code == .malformedInput)
        #expect(error?.message.contains("\n") == false)
    }

    #if os(Linux)
        @Test func aChildHasNeitherNetworkNorPrograms() async throws {
            let error = await #expect(throws: FdnixError.self) {
                try await read("<p>text", .html, misbehaving: "network")
            }
            #expect(error?.message == "refused")
        }
    #endif

    @Test func aProgramWithoutTheRoleIsNotTheFilesFault() async throws {
        let error = await #expect(throws: FdnixError.self) { try await read("<p>text", .html, misbehaving: "nothing") }
        #expect(error?.code == .childProcess)
    }

    @Test func aCancelledReadingEnds() async throws {
        let task = Task { try await read("<p>text", .html, misbehaving: "silence", silence: .seconds(600)) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
