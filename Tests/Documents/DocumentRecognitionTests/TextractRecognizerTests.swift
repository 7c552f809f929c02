import AWS
import AWSStandIn
import Basics
import DocumentRecognition
import Documents
import JSON
import Testing

@Suite("Pages read by Textract") struct TextractRecognizerTests {
    private let object = ObjectURI(bucket: "input", key: "scans/a b.pdf")
    private let time = TestTime()

    private static func line(_ text: String, page: Int64) -> JSONValue {
        ["BlockType": "LINE", "Id": .string(text), "Text": .string(text), "Page": .integer(page)]
    }

    private static func done(_ lines: JSONValue..., next: String? = nil) -> StandInService.Answer {
        var answer: JSONObject = ["JobStatus": "SUCCEEDED", "Blocks": .array(lines)]
        answer["NextToken"] = next.map { .string($0) }
        return .document(.object(answer))
    }

    @Test("One job a document, asked about after growing pauses, read piece by piece")
    func oneJob() async throws {
        try await StandInService.run { call, count in
            if call.operation == "StartDocumentAnalysis" { return .document(["JobId": "job"]) }
            if count < 9 { return .document(["JobStatus": "IN_PROGRESS"]) }
            return call.input["NextToken"] == nil
                ? Self.done(Self.line("two", page: 2), Self.line("four", page: 4), next: "more")
                : Self.done(Self.line("and two", page: 2))
        } _: { configuration, service in
            let texts = try await TextractRecognizer(configuration, time: time.source).recognize(object, pages: [2, 3])
            #expect(texts == [2: "two\nand two"])
            let starts = service.inputs("StartDocumentAnalysis")
            #expect(starts.count == 1)
            #expect(starts[0]["DocumentLocation"] == ["S3Object": ["Bucket": "input", "Name": "scans/a b.pdf"]])
            #expect(starts[0]["FeatureTypes"] == ["LAYOUT", "TABLES"])
            #expect(time.pauses.first == .seconds(2) && time.pauses.max() == .seconds(15) && time.pauses.count == 9)
        }
    }

    @Test("No pages, no job")
    func nothing() async throws {
        try await StandInService.run { _, _ in
            nil
        } _: { configuration, service in
            let texts = try await TextractRecognizer(configuration).recognize(object, pages: [])
            #expect(texts.isEmpty)
            #expect(service.calls.isEmpty)
        }
    }

    @Test("A lost answer starts no second job; too many jobs and throttles are waited for")
    func patience() async throws {
        try await StandInService.run { call, count in
            switch (call.operation, count) {
            case ("StartDocumentAnalysis", 1): nil
            case ("StartDocumentAnalysis", ...9): .error("LimitExceededException")
            case ("StartDocumentAnalysis", _): .document(["JobId": "job"])
            case (_, ...6): .error("ProvisionedThroughputExceededException")
            default: Self.done(Self.line("read", page: 1))
            }
        } _: { configuration, service in
            let texts = try await TextractRecognizer(configuration, time: time.source).recognize(object, pages: [1])
            #expect(texts == [1: "read"])
            #expect(Set(service.inputs("StartDocumentAnalysis").map { $0["ClientRequestToken"]?.string }).count == 1)
        }
    }

    @Test("A job that fails is tried once more, with another token")
    func failure() async throws {
        try await StandInService.run { call, count in
            if call.operation == "StartDocumentAnalysis" { return .document(["JobId": .string("job-\(count)")]) }
            return call.input["JobId"] == "job-1"
                ? .document(["JobStatus": "FAILED", "StatusMessage": "a\nb"]) : Self.done(Self.line("read", page: 1))
        } _: { configuration, service in
            let texts = try await TextractRecognizer(configuration, time: time.source).recognize(object, pages: [1])
            #expect(texts == [1: "read"])
            #expect(Set(service.inputs("StartDocumentAnalysis").map { $0["ClientRequestToken"]?.string }).count == 2)
        }
        try await StandInService.run { call, _ in
            call.operation == "StartDocumentAnalysis"
                ? .document(["JobId": "job"]) : .document(["JobStatus": "FAILED", "StatusMessage": "a\nb"])
        } _: { configuration, service in
            let error = await #expect(throws: FdnixError.self) {
                try await TextractRecognizer(configuration, time: time.source).recognize(object, pages: [1])
            }
            #expect(error?.message == "Textract cannot read s3://input/scans/a b.pdf: a b")
            #expect(service.inputs("StartDocumentAnalysis").count == 2)
        }
    }

    @Test("What it cannot read is refused at once, what is never done after an hour")
    func limits() async throws {
        try await StandInService.run { _, _ in
            .error("UnsupportedDocumentException")
        } _: { configuration, service in
            let error = await #expect(throws: FdnixError.self) {
                try await TextractRecognizer(configuration, time: time.source).recognize(object, pages: [1])
            }
            #expect(error?.code == .service && service.calls.count == 1)
        }
        try await StandInService.run { call, _ in
            .document(call.operation == "StartDocumentAnalysis" ? ["JobId": "job"] : ["JobStatus": "IN_PROGRESS"])
        } _: { configuration, _ in
            let error = await #expect(throws: FdnixError.self) {
                try await TextractRecognizer(configuration, time: time.source).recognize(object, pages: [1])
            }
            #expect(error?.message.contains("3600 seconds") == true)
            #expect(time.passed == .seconds(3600))
        }
    }
}
