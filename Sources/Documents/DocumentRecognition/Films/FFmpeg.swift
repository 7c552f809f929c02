import Basics
import Subprocess

/// Takes frames and sound out of films by ffmpeg, which runs as a process with limits and without credentials.
public struct FFmpeg: FrameSource {
    private let program: String

    /// The first `ffmpeg` of `PATH`; nil where there is none.
    public static let installed = ProcessEnvironment.program(named: "ffmpeg").map(FFmpeg.init)

    /// The ffmpeg at the absolute path `program`.
    public init(_ program: String) { self.program = program }

    /// The picture at `moment`, up to 1,280 pixels wide. Throws `childProcess` where the film has none there, and
    /// `CancellationError`.
    public func frame(of path: String, at moment: Int) async throws -> [UInt8] {
        let picture = try await output(
            ["-ss", FilmText.seconds(moment)], path,
            [
                "-map", "0:v:0", "-frames:v", "1", "-vf", "scale='min(1280,iw)':-2", "-c:v", "mjpeg", "-q:v", "4", "-f",
                "image2pipe",
            ], upTo: 16 << 20, within: .seconds(120))
        guard !picture.isEmpty else {
            throw FdnixError(.childProcess, "the film has no picture at \(FilmText.seconds(moment)) seconds")
        }
        return picture
    }

    /// Gives `take` the sound of the film piece by piece: 16,000 samples a second of 16 bits in little-endian order, of all
    /// channels together, silence where there is no sound. Throws `childProcess` where the film has none, what `take`
    /// throws, and `CancellationError`.
    func sound(of path: String, _ take: ([UInt8]) throws -> Void) async throws {
        let options = ["-map", "0:a:0", "-af", "aresample=16000:async=1:first_pts=0", "-ac", "1", "-f", "s16le"]
        do {
            let result = try await Subprocess.run(
                .name("env"), arguments: arguments([], path, options, seconds: 7200), input: .none,
                output: .sequence, error: .discarded
            ) { execution in
                for try await piece in execution.standardOutput {
                    try take(piece.withUnsafeBytes { Array($0) })
                }
            }
            guard result.terminationStatus.isSuccess else { throw Self.unusable }
        } catch let error as SubprocessError {
            try Task.checkCancellation()
            throw FdnixError(.childProcess, "cannot run \(program)", underlying: error)
        }
    }

    /// What ffmpeg makes of the film at `path`, as `options` say; `seek` stands before the film.
    func output(
        _ seek: [String], _ path: String, _ options: [String], upTo limit: Int, within time: Duration
    ) async throws -> [UInt8] {
        let arguments = self.arguments(seek, path, options, seconds: Int(time.seconds))
        return try await withThrowingTaskGroup(of: [UInt8]?.self) { tasks in
            tasks.addTask {
                let result = try await Subprocess.run(
                    .name("env"), arguments: arguments, input: .none, output: .bytes(limit: limit),
                    error: .discarded)
                return result.terminationStatus.isSuccess ? result.standardOutput : nil
            }
            tasks.addTask {
                try await Task.sleep(for: time)
                return nil
            }
            defer { tasks.cancelAll() }
            do { if let output = try await tasks.next() ?? nil { return output } } catch let error as SubprocessError {
                try Task.checkCancellation()
                throw FdnixError(.childProcess, "cannot run \(program)", underlying: error)
            }
            throw Self.unusable
        }
    }

    /// The arguments of `env`: ffmpeg below limits, which a shell sets: 4 GiB of addresses, `seconds` of work.
    private func arguments(_ seek: [String], _ path: String, _ options: [String], seconds: Int) -> Arguments {
        // A film may name other files and addresses; only itself is read, and only as what it says it is.
        let words =
            ["-nostdin", "-v", "error", "-threads", "1", "-protocol_whitelist", "file,pipe", "-f", "mov"] + seek
            + ["-i", "file:\(path)"] + options + ["pipe:1"]
        let script = "ulimit -v 4194304; ulimit -t \(seconds); exec \"$0\" \"$@\""
        return Arguments(["-i", "PATH=/usr/bin:/bin", "/bin/sh", "-c", script, program] + words)
    }

    private static let unusable = FdnixError(
        .childProcess, "ffmpeg makes nothing of the film: it is damaged, or lacks sound or pictures")
}
