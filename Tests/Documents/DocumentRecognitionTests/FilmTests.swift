import AWS
import AWSStandIn
import Basics
import Documents
import JSON
import ObjectStorage
import Settings
import Synchronization
import TestSupport
import Testing

@testable import DocumentRecognition

/// What tests put in the place of Transcribe, of models and of ffmpeg.
private struct Said: Transcriber {
    var segments: [SpeechSegment]
    func transcribe(_ film: Film) -> [SpeechSegment] { segments }
}

private final class Model: LanguageModel {
    private let answers: Mutex<[String?]>
    private let error: FdnixError?

    init(_ answers: [String?], error: FdnixError? = nil) {
        self.answers = Mutex(answers)
        self.error = error
    }

    func answer(to message: String, _ instruction: String) throws -> String? {
        if let error { throw error }
        return answers.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    }
}

private struct Frames: FrameSource {
    func frame(of path: String, at moment: Int) throws -> [UInt8] {
        guard moment < 5000 else { throw FdnixError(.childProcess, "the film is over") }
        return Array("frame at \(moment)".utf8)
    }
}

@Suite("Films as texts") struct FilmTests {
    private let world = TestCloud()
    private let film = Film(
        uri: "s3://input/a film.mp4", object: ObjectURI(bucket: "input", key: "a film.mp4"), path: "/a.mp4",
        mediaBucket: "media")
    private let said = [
        SpeechSegment(start: 0, speaker: "spk_0", text: "So um hello and welcome to the granite harbour"),
        SpeechSegment(start: 1500, speaker: "spk_1", text: "Turn the copper handle twice"),
        SpeechSegment(start: 6000, speaker: "spk_0", text: "Thanks everybody for watching"),
    ]
    private static let plain = """
        (!?#Timestamp:0.0) spk_0: So um hello and welcome to the granite harbour
        (!?#Timestamp:1.5) spk_1: Turn the copper handle twice
        (!?#Timestamp:6.0) spk_0: Thanks everybody for watching
        """

    private func text(
        _ variables: [String: String] = [:], said: [SpeechSegment]? = nil, model: Model = Model([])
    ) async throws -> String? {
        var settings = Settings(variables)
        let cloud = CloudSettings(&settings)
        let films = FilmTranscription(
            VideoSettings(&settings, cloud), world.cloud(frames: cloud.framesBucket),
            transcriber: Said(segments: said ?? self.said), model: { _ in model }, source: Frames(), log: .silent)
        return try await films.read(film).map { String(decoding: $0.text, as: UTF8.self) }
    }

    @Test("The film's token, then a line for each segment; the same link again")
    func plain() async throws {
        let text = try #require(try await text())
        let links = try await world.links.links(of: film.uri)
        #expect(links.map(\.type) == ["video-reference"])
        #expect(links.map(\.original) == ["https://input.s3.amazonaws.com/a%20film.mp4"])
        #expect(text == "(!?#Video:\(links[0].id))\n" + Self.plain)
        #expect(try await self.text() == text)
    }

    @Test("Nothing said, no document")
    func nothing() async throws {
        #expect(try await text(said: []) == nil)
        #expect(try await text(said: [SpeechSegment(start: 0, speaker: "spk_0", text: "")]) == nil)
    }

    @Test("A guide model's words take the place of what was said")
    func guide() async throws {
        let answer = """
            Here you are: ["Welcome to the granite harbour.", "Turn the copper handle two times.", "Thanks for watching."]
            """
        let text = try #require(try await text(["VIDEO_GUIDE_MODEL_ID": "m"], model: Model([answer])))
        #expect(
            text.split(separator: "\n").dropFirst() == [
                "(!?#Timestamp:0.0) spk_0: Welcome to the granite harbour.",
                "(!?#Timestamp:1.5) spk_1: Turn the copper handle two times.",
                "(!?#Timestamp:6.0) spk_0: Thanks for watching.",
            ])
    }

    @Test(
        "Whatever else a guide model answers, the text is what was said",
        arguments: [
            nil, "", "I'm sorry, but I cannot assist with that request.", "[]", #"["one", "two"]"#, "[1, 2, 3]",
            #"["Welcome to the granite harbour", "Turn the copper handle", ""]"#,
            #"["I'm sorry, but assisting violates policies", "Turn the copper handle", "Thanks everybody"]"#,
            #"["Welcome to granite (!?#Image:aaaaa)", "Turn the copper handle", "Thanks everybody"]"#,
            #"["Welcome to the granite harbour", "Turn the copper handle", "Thanks everybody for watching "#,
        ] as [String?])
    func refusal(_ answer: String?) async throws {
        let text = try #require(try await text(["VIDEO_GUIDE_MODEL_ID": "m"], model: Model([answer])))
        #expect(text.hasSuffix(Self.plain))
    }

    @Test("Models that fail change nothing")
    func modelErrors() async throws {
        let failing = Model([], error: FdnixError(.throttled, "too many requests"))
        let variables = ["VIDEO_GUIDE_MODEL_ID": "m", "VIDEO_FRAME_MODEL_ID": "f"]
        #expect(try await text(variables, model: failing)?.hasSuffix(Self.plain) == true)
    }

    @Test("Chosen frames stand behind their moments, are kept once and linked by their type; others are left out")
    func frames() async throws {
        let variables = [
            "VIDEO_FRAME_MODEL_ID": "m", "VIDEO_FRAMES_BUCKET": "frames", "VIDEO_FRAME_MEDIA_TYPE": "still",
        ]
        let text = try #require(try await text(variables, model: Model(["[3, 2, 2]"])))
        let frame = try #require(try await world.links.links(of: film.uri).first { $0.type == "still" })
        #expect(text.contains("(!?#Timestamp:1.5) (!?#Image:\(frame.id)) spk_1: Turn the copper handle twice\n"))
        #expect(text.contains("(!?#Timestamp:6.0) spk_0"))
        let kept = try await world.stores.bucket("frames").list(prefix: "", token: nil, limit: 10).objects
        let folder = try MediaFolder.prefix(of: film.uri)
        #expect(kept.count == 1 && kept.allSatisfy { $0.key.hasPrefix(folder) && $0.key.hasSuffix(".jpg") })
        #expect(frame.original == "https://frames.s3.amazonaws.com/\(kept[0].key)")
    }

    @Test(
        "Choices of segments that are not there are no choice", arguments: ["[4]", "[0]", "[1.5]", #"["1"]"#, "none"])
    func wrongChoices(_ answer: String) async throws {
        let text = try #require(try await text(["VIDEO_FRAME_MODEL_ID": "m"], model: Model([answer])))
        #expect(text.hasSuffix(Self.plain))
    }

    @Test("A dry run keeps nothing and asks no model")
    func dryRun() async throws {
        let variables = [
            "VIDEO_PROCESSING_DRY_RUN": "true", "VIDEO_GUIDE_MODEL_ID": "m", "VIDEO_FRAME_MODEL_ID": "f",
        ]
        #expect(try await text(variables, model: Model(["[1]", "[1]"])) == Self.plain)
        #expect(try await world.links.links(of: film.uri).isEmpty)
    }

    @Test("Settings choose who writes films down")
    func settings() throws {
        func films(_ provider: String) throws -> FilmTranscription? {
            var settings = Settings(["TRANSCRIBER": provider])
            let cloud = CloudSettings(&settings)
            return try FilmTranscription(
                VideoSettings(&settings, cloud), world.cloud(), { .ofTests(EndpointRules()) }, log: .silent)
        }
        let nobody = try films("none")
        #expect(nobody == nil)
        #expect(try films("transcribe") != nil)
        if !WhisperTranscriber.isInstalled {
            #expect(throws: FdnixError.self) { try films("whisper") }
        }
    }

    @Test("Long films are asked about in batches that have every segment once")
    func batches() {
        let segments = (0..<500).map { SpeechSegment(start: $0, speaker: "s", text: String(repeating: "x", count: $0)) }
        let batches = SegmentQuestion.batches(segments)
        #expect(batches.flatMap { Array($0) } == Array(0..<500))
        #expect(batches.allSatisfy { !$0.isEmpty && $0.count <= 60 })
        #expect(SegmentQuestion.batches([]).isEmpty)
    }
}
