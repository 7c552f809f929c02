import Basics
public import Documents

/// Writes down what is said in films by whisper.cpp on this machine, with the sound that ffmpeg takes out of them. It does
/// not tell speakers apart.
public struct WhisperTranscriber: Transcriber {
    private let ffmpeg: FFmpeg

    /// A transcriber on this machine. Throws `notFound`, with the remedy, where ffmpeg, the library or the model is missing.
    public init() throws {
        guard let ffmpeg = FFmpeg.installed else {
            throw FdnixError(
                .notFound,
                "ffmpeg, which takes the sound out of films, is not there: install it (Debian: apt-get "
                    + "install ffmpeg)")
        }
        self.ffmpeg = ffmpeg
        _ = try WhisperLibrary.load()
        _ = try WhisperLibrary.model()
    }

    /// Whether films can be heard on this machine: ffmpeg, the library and the model are there.
    public static var isInstalled: Bool { (try? WhisperTranscriber()) != nil }

    /// What is said in `film`, half a minute at a time. Throws `childProcess` where ffmpeg finds no sound, `corrupt` where the
    /// model cannot be used, and `CancellationError` after what is being heard.
    public func transcribe(_ film: Film) async throws -> [SpeechSegment] {
        try await BlockingWork.run {
            let model = try WhisperModel()
            var stretches = SoundStretches()
            var segments: [SpeechSegment] = []
            func hear(atEnd isEnd: Bool) throws {
                while let stretch = stretches.next(atEnd: isEnd) {
                    try Task.checkCancellation()
                    for heard in try model.hear(stretch.samples) where Self.isSpeech(heard.text) {
                        segments.append(
                            SpeechSegment(start: stretch.start + heard.start, speaker: "spk_0", text: heard.text))
                    }
                }
            }
            try await ffmpeg.sound(of: film.path) { piece in
                stretches.add(piece)
                try hear(atEnd: false)
            }
            try hear(atEnd: true)
            return segments
        }
    }

    /// Whether a text is words, not what the model writes where it hears none: `[BLANK_AUDIO]`, `(music)`.
    static func isSpeech(_ text: String) -> Bool {
        guard let first = text.first, let last = text.last else { return false }
        return !((first == "[" && last == "]") || (first == "(" && last == ")"))
            && text.contains { $0.isLetter || $0.isNumber }
    }
}
