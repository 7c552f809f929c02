import Basics
import Platform
import TestSupport
import Testing

@testable import DocumentRecognition

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

    @Test("A program that does not come to an end is ended")
    func endless() async throws {
        try await withTemporaryDirectory { folder in
            let script = "#!/bin/sh\necho $$ > \(folder)/process\nexec sleep 3600\n"
            try AtomicFile.write(Array(script.utf8), to: "\(folder)/ffmpeg")
            chmod("\(folder)/ffmpeg", 0o755)
            let ffmpeg = FFmpeg("\(folder)/ffmpeg")
            // Its limit of time is longer than it takes to start, also on a machine that has much to do.
            let error = await #expect(throws: FdnixError.self) {
                _ = try await ffmpeg.output([], "/a", [], upTo: 10, within: .seconds(5))
            }
            #expect(error?.code == .childProcess)
            guard let text = try? FileSystem.read("\(folder)/process") else { return }
            let process = try #require(pid_t(String(decoding: text, as: UTF8.self).trimmed))
            while kill(process, 0) == 0 { try await Task.sleep(for: .milliseconds(20)) }
        }
    }
}
