public import Settings

/// How films are turned into text.
public struct VideoSettings: Sendable, Hashable {
    /// Who writes down what is said.
    public enum Provider: String, Sendable, CaseIterable {
        /// Amazon Transcribe, which reads the object by itself.
        case transcribe
        /// whisper.cpp on this machine.
        case whisper
        /// Nobody: every film fails with a status that says so.
        case none
    }

    /// Who writes down what is said: `TRANSCRIBER`.
    public var transcriber: Provider
    /// The model of Bedrock that rewrites what is said as a guide: `VIDEO_GUIDE_MODEL_ID`; nil for none.
    public var guideModel: String?
    /// The model of Bedrock that chooses frames: `VIDEO_FRAME_MODEL_ID`; nil for none.
    public var frameModel: String?
    /// The type of links to frames: `VIDEO_FRAME_MEDIA_TYPE`.
    public var frameLinkType: String
    /// Whether films are written down and not embedded: `VIDEO_PROCESSING_DRY_RUN`.
    public var isDryRun: Bool

    /// Reads the variables; what is wrong is added to the problems of `settings`.
    public init(_ settings: inout Settings, _ cloud: CloudSettings, _ tools: LocalTools = LocalTools()) {
        let usual: Provider = cloud.backend == .aws ? .transcribe : tools.hasWhisper ? .whisper : .none
        transcriber = settings.choice(
            "TRANSCRIBER", default: usual, Provider.init(rawValue:),
            accepted: Provider.allCases.map(\.rawValue).joined(separator: ", "))
        guideModel = settings.string("VIDEO_GUIDE_MODEL_ID")
        frameModel = settings.string("VIDEO_FRAME_MODEL_ID")
        frameLinkType = settings.string("VIDEO_FRAME_MEDIA_TYPE") ?? "video-image"
        isDryRun = settings.bool("VIDEO_PROCESSING_DRY_RUN", default: false)
    }
}
