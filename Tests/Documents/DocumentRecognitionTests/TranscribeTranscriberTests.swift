import AWS
import AWSStandIn
import Basics
import Documents
import JSON
import ObjectStorage
import Testing

@testable import DocumentRecognition

@Suite("Films written down by Transcribe") struct TranscribeTranscriberTests {
    private static let object = ObjectURI(bucket: "input", key: "talks/A talk, 1.mp4")
    private let film = Film(uri: object.text, object: object, path: "/nowhere", mediaBucket: "media")
    private let time = TestTime()
    private let world = TestCloud()
    private var store: MemoryObjectStore { world.stores.bucket("media") }

    private static func state(_ status: String, media: String = object.text, _ more: JSONObject = [:])
        -> StandInService.Answer
    {
        var job: JSONObject = ["TranscriptionJobStatus": .string(status), "Media": ["MediaFileUri": .string(media)]]
        job.members += more.members
        return .document(["TranscriptionJob": .object(job)])
    }

    private func transcribe(_ configuration: AWSConfiguration) async throws -> [SpeechSegment] {
        try await TranscribeTranscriber(configuration, world.cloud(), time: time.source).transcribe(
            film)
    }

    /// Puts the transcript where the job says, which the service does.
    private static func write(_ service: StandInService, _ store: MemoryObjectStore) async throws {
        let key = try #require(service.inputs("StartTranscriptionJob").first?["OutputKey"]?.string)
        let json: JSONValue = [
            "results": [
                "items": [["type": "pronunciation", "start_time": "1.5", "alternatives": [["content": "Hello"]]]]
            ]
        ]
        try await store.put(key, .bytes(json.encoded))
    }

    @Test("A job is started as its model says, and asked about every half minute; its transcript is read and removed")
    func job() async throws {
        try await StandInService.run { call, count in
            call.operation == "StartTranscriptionJob"
                ? Self.state("QUEUED") : Self.state(count < 4 ? "IN_PROGRESS" : "COMPLETED")
        } _: { configuration, service in
            let clock = TimeSource(now: time.source.now) { pause in
                try await Self.write(service, store)
                try await time.source.sleep(pause)
            }
            let transcriber = TranscribeTranscriber(configuration, world.cloud(), time: clock)
            #expect(
                try await transcriber.transcribe(film) == [SpeechSegment(start: 1500, speaker: "spk_0", text: "Hello")])
            #expect(time.pauses == Array(repeating: .seconds(30), count: 3))
            let start = try #require(service.inputs("StartTranscriptionJob").first)
            let name = try #require(start["TranscriptionJobName"]?.string)
            #expect(name.wholeMatch(of: /[0-9a-f]{16}-A_talk__1-[0-9a-f]{8}/) != nil)
            #expect(start["OutputKey"]?.string == "transcripts/\(name)" && start["OutputBucketName"] == "media")
            #expect(start["LanguageCode"] == "en-US" && start["MediaFormat"] == "mp4")
            #expect(start["Settings"] == ["ShowSpeakerLabels": true, "MaxSpeakerLabels": 3])
            #expect(start["Media"]?["MediaFileUri"]?.string == Self.object.text)
            #expect(try await store.list(prefix: "", token: nil, limit: 10).objects.isEmpty)
        }
    }

    @Test("A lost answer starts no second job, unless the name is another film's")
    func lostAnswer() async throws {
        for (media, isOurs) in [(Self.object.text, true), ("s3://input/other.mp4", false)] {
            try await StandInService.run { call, count in
                if call.operation == "GetTranscriptionJob" { return Self.state("FAILED", media: media) }
                return count == 1 ? nil : .error("ConflictException")
            } _: { configuration, service in
                let error = await #expect(throws: FdnixError.self) { try await transcribe(configuration) }
                #expect(error?.code == (isOurs ? .service : .conflict))
                #expect(
                    Set(service.inputs("StartTranscriptionJob").map { $0["TranscriptionJobName"]?.string }).count == 1)
            }
        }
    }

    @Test("A job that fails says why; one that is never done is given up after two hours")
    func failures() async throws {
        try await StandInService.run { call, _ in
            Self.state("FAILED", ["FailureReason": "no\nsound"])
        } _: { configuration, _ in
            let error = await #expect(throws: FdnixError.self) { try await transcribe(configuration) }
            #expect(error?.message == "Transcribe cannot write down s3://input/talks/A talk, 1.mp4: no sound")
        }
        try await StandInService.run { call, count in
            call.operation == "StartTranscriptionJob" && count < 5
                ? .error("LimitExceededException") : Self.state("IN_PROGRESS")
        } _: { configuration, _ in
            let error = await #expect(throws: FdnixError.self) { try await transcribe(configuration) }
            #expect(error?.message.contains("7200 seconds") == true && time.passed == .seconds(7200))
        }
    }

    @Test("A film that is not in S3 is refused with advice")
    func file() async throws {
        let film = Film(uri: "file:///a.mp4", object: nil, path: "/a.mp4", mediaBucket: "media")
        let transcriber = TranscribeTranscriber(.ofTests(EndpointRules()), world.cloud())
        let error = await #expect(throws: FdnixError.self) { try await transcriber.transcribe(film) }
        #expect(error?.code == .usage && error?.message.contains("whisper") == true)
    }

    @Test("A transcript that nobody came to read goes with the document, and no other's does")
    func removal() async throws {
        let other = ObjectURI(bucket: "input", key: "other.mp4")
        for object in [Self.object, other] {
            let job = try TranscribeTranscriber.name(of: object, object.text, suffix: 1)
            try await store.put("transcripts/\(job)", .bytes([1]))
        }
        #expect(try await MediaFolder.remove(of: Self.object.text, in: store) == 1)
        #expect(try await MediaFolder.remove(of: other.text, in: store) == 1)
    }

    @Test(arguments: [
        ("a/b.mp4", "b-0000002a"), ("Über uns (2).mp4", "_ber_uns__2_-0000002a"), ("x", "x-0000002a"),
        ("dir.d/.mp4", "film-0000002a"), ("a.b.mp4", "a.b-0000002a"),
    ])
    func names(_ key: String, _ name: String) throws {
        let object = ObjectURI(bucket: "b", key: key)
        let prefix = try MediaFolder.jobPrefix(of: object.text)
        #expect(try TranscribeTranscriber.name(of: object, object.text, suffix: 42) == prefix + name)
    }

    @Test("The name of a job has at most the 200 characters that a name may have")
    func longName() throws {
        let object = ObjectURI(bucket: "b", key: String(repeating: "x", count: 500))
        #expect(try TranscribeTranscriber.name(of: object, object.text, suffix: 42).count <= 200)
    }
}
