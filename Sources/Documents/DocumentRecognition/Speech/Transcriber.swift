public import Documents

/// Writes down what is said in films.
public protocol Transcriber: Sendable {
    /// What is said in `film`, in order; empty where nothing is. Throws `FdnixError`, and `CancellationError`.
    func transcribe(_ film: Film) async throws -> [SpeechSegment]
}

/// What one person says without a break.
public struct SpeechSegment: Sendable, Hashable {
    /// When it begins, in milliseconds from the start of the film.
    public var start: Int
    /// Who says it: `spk_0`.
    public var speaker: String
    /// The words, on one line.
    public var text: String

    /// A segment that begins `start` milliseconds into the film.
    public init(start: Int, speaker: String, text: String) {
        self.start = start
        self.speaker = speaker
        self.text = text
    }
}
