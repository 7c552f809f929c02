import Basics
import Digests
import Documents
import ObjectStorage

/// Gives pictures of films.
public protocol FrameSource: Sendable {
    /// The picture of the film at `path` at a moment, in milliseconds from its start, as a JPEG. Throws `FdnixError` where
    /// there is none, and `CancellationError`.
    func frame(of path: String, at moment: Int) async throws -> [UInt8]
}

/// Keeps frames of a film that a model chose, and gives their names.
struct FilmFrames {
    private let choice: FrameChoice
    private let source: any FrameSource
    private let bucket: String
    private let linkType: String
    private let cloud: DocumentCloud
    private let log: EventLog

    /// Nil where the settings name no model or no bucket for frames, or nothing gives frames.
    init?(
        _ settings: VideoSettings, _ cloud: DocumentCloud, model: (String) throws -> any LanguageModel,
        source: (any FrameSource)?, log: EventLog
    ) rethrows {
        guard let id = settings.frameModel, let bucket = cloud.framesBucket else { return nil }
        guard let source else {
            log.warning(
                "films have no frames: install ffmpeg (Debian: apt-get install ffmpeg), or unset VIDEO_FRAME_MODEL_ID")
            return nil
        }
        choice = FrameChoice(model: try model(id))
        (self.source, self.bucket, self.cloud, self.log) = (source, bucket, cloud, log)
        linkType = settings.frameLinkType
    }

    /// The names of frames, by the places of the segments at which they are shown. What fails is a warning, and leaves
    /// frames out. Throws `CancellationError`.
    func frames(of film: Film, _ segments: [SpeechSegment]) async throws -> [Int: String] {
        let name = film.uri.printable(onOneLine: true)
        var names: [Int: String] = [:]
        do {
            for place in try await choice.places(in: segments) {
                names[place] = try await keep(try await source.frame(of: film.path, at: segments[place].start), film)
            }
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            log.warning("\(name) has \(names.count) frames and not all that were wanted: \(error)")
        }
        return names
    }

    private func keep(_ frame: [UInt8], _ film: Film) async throws -> String {
        let sha256 = try Digest.hash(.sha256, frame).hexadecimal
        let media = KeptMedia(.bytes(frame), sha256: sha256, fileExtension: "jpg", linkType: linkType)
        return try await cloud.keep(media, of: film.uri, in: bucket)
    }
}
