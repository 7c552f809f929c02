import Basics
import DocumentRecognition
import TestSupport
import Testing

@Suite("ffmpeg") struct FFmpegTests {
    @Test("A frame of a film is a JPEG; a file that is not a film has none")
    func frames() async throws {
        guard let ffmpeg = FFmpeg.installed else {
            return Skips.note("frames of films", "ffmpeg is not installed (Debian: apt-get install ffmpeg)")
        }
        let sample = "data/documents/files/mp4/speech.mp4"
        guard let film = Skips.sharedFile(sample, for: "frames of films") else { return }
        let frame = try await ffmpeg.frame(of: film, at: 500)
        #expect(frame.starts(with: [0xFF, 0xD8]))
        let error = await #expect(throws: FdnixError.self) { try await ffmpeg.frame(of: "/etc/passwd", at: 0) }
        #expect(error?.code == .childProcess)
    }

    @Test("A program that is not there is an error, not a crash")
    func missing() async throws {
        let error = await #expect(throws: FdnixError.self) {
            try await FFmpeg("/nowhere/ffmpeg").frame(of: "/a", at: 0)
        }
        #expect(error?.code == .childProcess)
    }
}
