import JSON

/// What is to be written down, and where the transcript goes.
public struct TranscriptionJobRequest: Sendable, Hashable {
    /// A name that no other job has: 1 to 200 letters, digits, `.`, `_` and `-`.
    public var name: String
    /// The language that is spoken: `en-US`.
    public var language: String
    /// The kind of file: `mp4`.
    public var format: String
    /// Where the recording is: `s3://bucket/key`.
    public var media: String
    /// The bucket of the transcript.
    public var outputBucket: String
    /// The key of the transcript.
    public var outputKey: String
    /// The most people who are told apart, 2 to 30.
    public var speakers: Int

    /// A request with all that a job needs.
    public init(
        name: String, language: String, format: String, media: String, outputBucket: String, outputKey: String,
        speakers: Int
    ) {
        self.name = name
        self.language = language
        self.format = format
        self.media = media
        self.outputBucket = outputBucket
        self.outputKey = outputKey
        self.speakers = speakers
    }

    var body: JSONValue {
        [
            "TranscriptionJobName": .string(name), "LanguageCode": .string(language), "MediaFormat": .string(format),
            "Media": ["MediaFileUri": .string(media)], "OutputBucketName": .string(outputBucket),
            "OutputKey": .string(outputKey),
            "Settings": ["ShowSpeakerLabels": true, "MaxSpeakerLabels": .integer(Int64(speakers))],
        ]
    }
}

/// A job of Transcribe, as the service tells it.
public struct TranscriptionJob: Sendable, Hashable {
    /// How far it is: `QUEUED`, `IN_PROGRESS`, `COMPLETED`, `FAILED`.
    public var status: String
    /// Where the recording is; empty where the service does not say.
    public var media: String
    /// Why it failed, in the service's words; empty where it says nothing.
    public var failureReason: String

    init?(_ json: JSONValue) {
        guard let status = json["TranscriptionJobStatus"]?.string else { return nil }
        self.status = status
        media = json["Media"]?["MediaFileUri"]?.string ?? ""
        failureReason = json["FailureReason"]?.string ?? ""
    }
}
