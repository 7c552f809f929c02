import Basics
import Platform
import Subprocess

/// Takes frames and sound out of films by ffmpeg, which runs as a process with limits and without credentials.
public struct FFmpeg: FrameSource {
    private let program: String

    /// The first `ffmpeg` of `PATH`; nil where there is none.
    public static let installed = (ProcessEnvironment.current["PATH"] ?? "").split(separator: ":")
        .map { "\($0)/ffmpeg" }.first { $0.hasPrefix("/") && access($0, X_OK) == 0 }.map(FFmpeg.init)

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

    /// The sound of up to `seconds` seconds from `start`, in milliseconds, on: 16,000 samples a second of 16 bits in
    /// little-endian order, of all channels together; empty behind the end. Throws `childProcess` where the film has no
    /// sound, and `CancellationError`.
    func sound(of path: String, from start: Int, seconds: Int) async throws -> [UInt8] {
        try await output(
            ["-ss", FilmText.seconds(start), "-t", "\(seconds)"], path,
            ["-map", "0:a:0", "-ac", "1", "-ar", "16000", "-c:a", "pcm_s16le", "-f", "s16le"],
            upTo: (seconds + 1) * 32_000, within: .seconds(600))
    }

    /// What ffmpeg makes of the film at `path`, as `options` say; `seek` stands before the film.
    func output(
        _ seek: [String], _ path: String, _ options: [String], upTo limit: Int, within time: Duration
    ) async throws -> [UInt8] {
        // A film may name other files and addresses; only itself is read, and only as what it says it is.
        let words =
            ["-nostdin", "-v", "error", "-threads", "1", "-protocol_whitelist", "file,pipe", "-f", "mov"] + seek
            + ["-i", "file:\(path)"] + options + ["pipe:1"]
        // A shell sets the limits: 4 GiB of addresses, as many seconds of work as of time.
        let script = "ulimit -v 4194304; ulimit -t \(Int(time.seconds)); exec \"$0\" \"$@\""
        let arguments = ["-i", "PATH=/usr/bin:/bin", "/bin/sh", "-c", script, program] + words
        return try await withThrowingTaskGroup(of: [UInt8]?.self) { tasks in
            tasks.addTask {
                let result = try await Subprocess.run(
                    .name("env"), arguments: Arguments(arguments), input: .none, output: .bytes(limit: limit),
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
            throw FdnixError(
                .childProcess, "ffmpeg makes nothing of the film: it is damaged, or lacks sound or pictures")
        }
    }
}
