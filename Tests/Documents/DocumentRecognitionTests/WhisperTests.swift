import Basics
import Documents
import TestSupport
import Testing

@testable import DocumentRecognition

@Suite("Films heard on this machine") struct WhisperTests {
    @Test("A film is written down by whisper.cpp")
    func film() async throws {
        let transcriber: WhisperTranscriber
        do { transcriber = try WhisperTranscriber() } catch { return Skips.note("films heard by whisper", "\(error)") }
        let sample = "data/documents/files/mp4/speech.mp4"
        guard let path = Skips.sharedFile(sample, for: "films heard by whisper") else { return }
        let segments = try await transcriber.transcribe(Film(uri: "file://\(path)", object: nil, path: path))
        let text = segments.map(\.text).joined(separator: " ")
        #expect(text.contains("give back to the free software community"), "\(text)")
        #expect(segments.allSatisfy { $0.start < 16_400 && $0.speaker == "spk_0" })
        let error = await #expect(throws: FdnixError.self) {
            try await transcriber.transcribe(Film(uri: "file:///etc/passwd", object: nil, path: "/etc/passwd"))
        }
        #expect(error?.code == .childProcess)
    }

    @Test("Sound is cut where it is quiet, and ends where it ends")
    func windows() {
        let length = SoundWindow.rate * SoundWindow.seconds
        var sound = [UInt8](repeating: 0x20, count: 2 * length + 1)
        let quiet = length * 7 / 8
        for index in 2 * (quiet - 4000)..<2 * (quiet + 4000) { sound[index] = 0 }
        let long = SoundWindow(sound)
        #expect(long.isCut && abs(long.samples.count - quiet) <= 4000)
        let short = SoundWindow([0x00, 0x80, 0xFF, 0x7F, 0x01])
        #expect(!short.isCut && short.samples == [-1, 32_767.0 / 32_768])
        #expect(SoundWindow([]).samples.isEmpty)
    }

    @Test(arguments: [
        ("Hello.", true), ("[BLANK_AUDIO]", false), ("(soft music)", false), ("", false), ("...", false),
        ("(a) b", true),
    ])
    func speech(_ text: String, _ isSpeech: Bool) { #expect(WhisperTranscriber.isSpeech(text) == isSpeech) }
}
