import Basics
import TestSupport
import Testing

@testable import DocumentReaders

@Suite struct FrameTests {
    private static var frames: [Frame] {
        var details = DocumentDetails()
        details.title = "Title \"with\" quotes"
        details.pages = [.init(number: 1, offset: 0), .init(number: 3, offset: 2)]
        details.sections = [.init(header: "Head", offset: 1)]
        details.metadata = ["a": "b"]
        details.pageCount = 3
        details.pagesWithoutText = [2]
        details.recognitionProblem = "none"
        details.replacedCharacters = 4
        return [
            .hello(isIsolated: true), .text(Array("grün".utf8)),
            .picture(ExtractedPicture(offsets: [1, 20], fileExtension: "png", bytes: [0, 1, 2])), .end(details),
            .end(DocumentDetails()), .done, .failed(code: "malformed-input", message: "it is broken"),
        ]
    }

    @Test func framesComeBackAsTheyWere() throws {
        var random = SplitMix(11)
        let bytes = try Self.frames.flatMap { try $0.encoded() }
        for _ in 0..<200 {
            var parser = FrameParser()
            var found: [Frame] = []
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Int.random(in: 1...40, using: &random)
                parser.append(rest.prefix(count))
                rest = rest.dropFirst(count)
                while let frame = try parser.next() { found.append(frame) }
            }
            #expect(found == Self.frames)
            #expect(parser.isAtBoundary)
        }
    }

    @Test func damagedFramesAreRefusedAndNothingElse() throws {
        var random = SplitMix(12)
        let bytes = try Self.frames.flatMap { try $0.encoded() }
        for _ in 0..<20_000 {
            var damaged = bytes
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let index = Int.random(in: 0..<damaged.count, using: &random)
                if Bool.random(using: &random) {
                    damaged[index] = UInt8.random(in: 0...255, using: &random)
                } else {
                    damaged.remove(at: index)
                }
            }
            var parser = FrameParser()
            var order = FrameOrder(ReadingLimits())
            let collector = Collector()
            parser.append(damaged)
            do {
                while let frame = try parser.next() { try order.take(frame, collector) }
            } catch let error as FdnixError {
                #expect([.malformedInput, .notFound, .usage, .incompatible].contains(error.code))
            }
        }
    }

    @Test func framesOutOfOrderAreRefused() throws {
        let all: [Frame] = [.hello(isIsolated: true), .text([0x61]), .end(DocumentDetails()), .done]
        func take(_ frames: [Frame]) throws {
            var order = FrameOrder(ReadingLimits())
            for frame in frames { try order.take(frame, Collector()) }
        }
        try take(all)
        #expect(throws: FdnixError.self) { try take(Array(all.dropFirst())) }
        #expect(throws: FdnixError.self) { try take([all[0], all[0]]) }
        #expect(throws: FdnixError.self) { try take(all + [all[1]]) }
        var outside = DocumentDetails()
        outside.pages = [.init(number: 1, offset: 9)]
        #expect(throws: FdnixError.self) { try take([all[0], all[1], .end(outside)]) }
    }

    @Test func tooMuchTextIsRefused() throws {
        var limits = ReadingLimits()
        limits.textBytes = 10
        var order = FrameOrder(limits)
        try order.take(.hello(isIsolated: false), Collector())
        try order.take(.text([UInt8](repeating: 0x61, count: 10)), Collector())
        #expect(throws: FdnixError.self) { try order.take(.text([0x61]), Collector()) }
    }
}
