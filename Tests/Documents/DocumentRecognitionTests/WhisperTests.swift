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
        let film = Film(uri: "file://\(path)", object: nil, path: path, mediaBucket: "media")
        let segments = try await transcriber.transcribe(film)
        let text = segments.map(\.text).joined(separator: " ")
        #expect(text.contains("give back to the free software community"), "\(text)")
        #expect(segments.allSatisfy { $0.start < 16_400 && $0.speaker == "spk_0" })
        let error = await #expect(throws: FdnixError.self) {
            try await transcriber.transcribe(
                Film(uri: "file:///etc/passwd", object: nil, path: "/etc/passwd", mediaBucket: "media"))
        }
        #expect(error?.code == .childProcess)
    }

    @Test("Sound is cut where it is quiet; nothing of it is lost")
    func stretches() {
        let quiet = SoundStretches.longest * 7 / 8
        var sound = [UInt8](repeating: 0x20, count: 2 * SoundStretches.longest + 2000)
        for index in 2 * (quiet - 4000)..<2 * (quiet + 4000) { sound[index] = 0 }
        var stretches = SoundStretches()
        var found: [SoundStretches.Stretch] = []
        // Pieces of an odd length tear samples.
        for start in stride(from: 0, to: sound.count, by: 99_999) {
            stretches.add(Array(sound[start..<min(start + 99_999, sound.count)]))
            if let stretch = stretches.next(atEnd: false) { found.append(stretch) }
        }
        while let stretch = stretches.next(atEnd: true) { found.append(stretch) }
        #expect(found.count == 2 && abs(found[0].samples.count - quiet) <= 4000)
        #expect(found.map(\.samples.count).reduce(0, +) == sound.count / 2)
        #expect(found.map(\.start) == [0, found[0].samples.count * 1000 / SoundStretches.rate])
    }

    @Test("Samples are numbers from -1 to 1; no sound has no stretch")
    func samples() {
        var stretches = SoundStretches()
        #expect(stretches.next(atEnd: true) == nil)
        stretches.add([0x00, 0x80, 0xFF, 0x7F, 0x01])
        #expect(stretches.next(atEnd: false) == nil)
        #expect(stretches.next(atEnd: true)?.samples == [-1, 32_767.0 / 32_768])
        #expect(stretches.next(atEnd: true) == nil)
    }

    @Test(arguments: [
        ("Hello.", true), ("[BLANK_AUDIO]", false), ("(soft music)", false), ("", false), ("...", false),
        ("(a) b", true),
    ])
    func speech(_ text: String, _ isSpeech: Bool) { #expect(WhisperTranscriber.isSpeech(text) == isSpeech) }
}
