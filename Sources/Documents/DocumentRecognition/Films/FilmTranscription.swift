public import AWS
import Basics
public import Documents

/// Makes a document of a film: what is said in it, a line each, with the moment and, where a model chose them, frames.
public struct FilmTranscription: FilmReader {
    private let transcriber: any Transcriber
    private let guide: FilmGuide?
    private let frames: FilmFrames?
    private let cloud: DocumentCloud
    /// Whether what is said is all that is wanted: no frames, no links, no model.
    public let isDryRun: Bool
    private let log: EventLog

    /// Works as `settings` say with what `transcriber` writes down. `model` gives the models that the settings name;
    /// `source` gives frames, nil where nothing on this machine can.
    public init(
        _ settings: VideoSettings, _ cloud: DocumentCloud, transcriber: any Transcriber,
        model: (String) throws -> any LanguageModel, source: (any FrameSource)? = FFmpeg.installed, log: EventLog
    ) rethrows {
        (self.transcriber, self.cloud, self.log) = (transcriber, cloud, log)
        isDryRun = settings.isDryRun
        guide = try settings.guideModel.map { FilmGuide(model: try model($0)) }
        frames = try FilmFrames(settings, cloud, model: model, source: source, log: log)
    }

    /// Works as `settings` say: with Transcribe and Bedrock, asked as `configuration` says, or with whisper on this machine;
    /// nil where the settings say that nobody writes films down. Throws `notFound` where a part of whisper is missing, and
    /// what `configuration` throws, which is asked for services of AWS alone.
    public init?(
        _ settings: VideoSettings, _ cloud: DocumentCloud, _ configuration: () throws -> AWSConfiguration, log: EventLog
    ) throws {
        let transcriber: any Transcriber
        switch settings.transcriber {
        case .transcribe: transcriber = TranscribeTranscriber(try configuration(), cloud)
        case .whisper: transcriber = try WhisperTranscriber()
        case .none: return nil
        }
        try self.init(
            settings, cloud, transcriber: transcriber, model: { BedrockLanguageModel($0, try configuration()) },
            log: log)
    }

    /// The text of `film`; nil where nothing is said in it. In a dry run what is said alone, and nothing is kept.
    ///
    /// Throws what writing down throws, what the table of links throws, and `CancellationError`. Models and frames that fail
    /// are warnings.
    public func read(_ film: Film) async throws -> ExtractedDocument? {
        let said = try await transcriber.transcribe(film).filter { !$0.text.isEmpty }
        guard !said.isEmpty else { return nil }
        guard !isDryRun else { return FilmText.document(nil, said) }
        let frames = try await frames?.frames(of: film, said) ?? [:]
        let segments = try await rewritten(said, film)
        let address = film.object.map { LinksTable.address(bucket: $0.bucket, key: $0.key) } ?? film.uri
        let link = try await cloud.links.link(address, type: "video-reference", of: film.uri)
        return FilmText.document(link, segments, frames: frames)
    }

    /// What the guide model makes of the segments; the segments themselves where it fails.
    private func rewritten(_ segments: [SpeechSegment], _ film: Film) async throws -> [SpeechSegment] {
        guard let guide else { return segments }
        do { return try await guide.rewritten(segments) } catch is CancellationError {
            throw CancellationError()
        } catch {
            log.warning("what is said in \(film.uri.printable(onOneLine: true)) stays as it is: \(error)")
            return segments
        }
    }
}
