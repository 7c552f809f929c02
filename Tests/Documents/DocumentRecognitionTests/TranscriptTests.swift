import Basics
import JSON
import TestSupport
import Testing

@testable import DocumentRecognition

@Suite("Transcripts of Transcribe") struct TranscriptTests {
    private static func word(_ text: String, _ start: String, _ speaker: String? = nil) -> JSONValue {
        var item: JSONObject = [
            "type": "pronunciation", "start_time": .string(start), "end_time": .string(start),
            "alternatives": [["confidence": "0.9", "content": .string(text)]],
        ]
        item["speaker_label"] = speaker.map { .string($0) }
        return .object(item)
    }

    private static func sign(_ text: String) -> JSONValue {
        ["type": "punctuation", "alternatives": [["confidence": "0.0", "content": .string(text)]]]
    }

    private static func transcript(_ items: [JSONValue], turns: [(String, String)]) -> JSONValue {
        let segments = turns.map { start, speaker -> JSONValue in
            ["start_time": .string(start), "end_time": .string(start), "speaker_label": .string(speaker)]
        }
        return [
            "status": "COMPLETED",
            "results": [
                "transcripts": [["transcript": "all of it"]], "items": .array(items),
                "speaker_labels": ["speakers": 2, "segments": .array(segments)],
            ],
        ]
    }

    @Test("Words go to whoever speaks then, signs to the word before")
    func speakers() {
        let json = Self.transcript(
            [
                Self.word("Hello", "0.5"), Self.sign(","), Self.word("all", "0.9"), Self.sign("."),
                Self.word("Thank", "7.25"), Self.word("you", "7.5"), Self.sign("."), Self.word("Next", "9.007"),
            ], turns: [("0.5", "spk_0"), ("7.25", "spk_1"), ("9.0", "spk_1")])
        #expect(
            Transcript.segments(json) == [
                SpeechSegment(start: 500, speaker: "spk_0", text: "Hello, all."),
                SpeechSegment(start: 7250, speaker: "spk_1", text: "Thank you."),
                SpeechSegment(start: 9007, speaker: "spk_1", text: "Next"),
            ])
    }

    @Test("The word itself knows better who says it")
    func labelsOfWords() {
        let json = Self.transcript(
            [Self.word("Yes", "1.0", "spk_1"), Self.word("No", "1.2", "spk_0")], turns: [("0.0", "spk_0")])
        #expect(Transcript.segments(json).map(\.speaker) == ["spk_1", "spk_0"])
    }

    @Test("Without speakers each sentence is a segment")
    func sentences() {
        let items = [
            Self.word("One", "0.0"), Self.sign("."), Self.word("Two", "2.0"), Self.word("more", "2.1"), Self.sign("?"),
            Self.word("3.5", "4.0"),
        ]
        let found = Transcript.segments(["results": ["items": .array(items)]])
        #expect(found.map(\.text) == ["One.", "Two more?", "3.5"])
        #expect(found.map(\.start) == [0, 2000, 4000])
    }

    @Test("Silence, and what is not a transcript, have no segments")
    func nothing() throws {
        let values: [JSONValue] = [
            [:], ["results": [:]], ["results": ["items": []]], ["results": ["items": "x"]], .null, 3,
        ]
        for json in values {
            #expect(Transcript.segments(json).isEmpty)
        }
    }

    /// Transcripts with anything in the place of anything.
    @Test func anyJSONIsRead() {
        var random = SplitMix(5)
        let values: [JSONValue] = [
            .null, true, 3, -1, 1e300, "", "1.5", "nan", "a\nb", [], [[:]], "spk_0", "punctuation", ["content": "word"],
        ]
        let keys = [
            "results", "items", "type", "alternatives", "content", "start_time", "speaker_label", "speaker_labels",
            "segments",
        ]
        func value(_ depth: Int) -> JSONValue {
            switch Int.random(in: 0..<4, using: &random) {
            case 0 where depth < 6:
                .array((0..<Int.random(in: 0..<4, using: &random)).map { _ in value(depth + 1) })
            case 1, 2:
                depth < 6
                    ? .object(
                        JSONObject(
                            (0..<Int.random(in: 0..<5, using: &random)).map { _ in
                                JSONObject.Member(keys.randomElement(using: &random) ?? "", value(depth + 1))
                            })) : .null
            default: values.randomElement(using: &random) ?? .null
            }
        }
        for _ in 0..<TestSettings.fuzzIterations() {
            for segment in Transcript.segments([
                "results": ["items": [value(0), value(1)], "speaker_labels": value(1)]
            ]) {
                #expect(segment.start >= 0 && !segment.text.isEmpty && !segment.text.contains("\n"))
            }
        }
    }

    @Test(arguments: [
        (0, "0.0"), (500, "0.5"), (7250, "7.25"), (9007, "9.007"), (3_600_100, "3600.1"), (60_000, "60.0"),
    ])
    func seconds(_ milliseconds: Int, _ text: String) { #expect(FilmText.seconds(milliseconds) == text) }
}
