public import Settings

/// Where objects and tables live.
public struct CloudSettings: Sendable, Hashable {
    /// The two places there are.
    public enum Backend: String, Sendable, CaseIterable {
        /// Buckets of S3 and tables of DynamoDB.
        case aws
        /// Folders and files of one machine.
        case local
    }

    /// Where objects and tables live: `STORAGE_BACKEND`, else AWS where `CACHE_TABLE_NAME` is set.
    public var backend: Backend
    /// The table of documents: `CACHE_TABLE_NAME`.
    public var cacheTable: String
    /// The table of links: `LINKS_TABLE_NAME`.
    public var linksTable: String
    /// The bucket of pictures, frames and transcripts: `MEDIA_BUCKET_NAME`; nil where there is none.
    public var mediaBucket: String?
    /// The bucket of frames of films: `VIDEO_FRAMES_BUCKET`, else that of all media.
    public var framesBucket: String?
    /// The bucket of lists and results: `PROCESSED_BUCKET_NAME`; nil where there is none.
    public var processedBucket: String?
    /// The region of AWS: `AWS_REGION`, else `REGION_NAME`.
    public var region: String
    /// The folder of the local backend: `EMBED_DATA_DIR`.
    public var dataDirectory: String

    /// Reads the variables; what is wrong is added to the problems of `settings`. A role that has no use for links
    /// (`needsLinks`) runs without their table.
    public init(_ settings: inout Settings, needsLinks: Bool = true) {
        let isAWS = settings.string("CACHE_TABLE_NAME") != nil
        backend = settings.choice(
            "STORAGE_BACKEND", default: isAWS ? .aws : .local, Backend.init(rawValue:), accepted: "aws, local")
        let isLocal = backend == .local
        func named(_ name: String, _ local: String) -> String? { settings.string(name) ?? (isLocal ? local : nil) }
        cacheTable = named("CACHE_TABLE_NAME", "cache") ?? ""
        linksTable = named("LINKS_TABLE_NAME", "links") ?? ""
        mediaBucket = named("MEDIA_BUCKET_NAME", "media")
        framesBucket = settings.string("VIDEO_FRAMES_BUCKET") ?? mediaBucket
        processedBucket = named("PROCESSED_BUCKET_NAME", "processed")
        region = settings.string("AWS_REGION") ?? settings.string("REGION_NAME") ?? "us-west-2"
        dataDirectory = settings.string("EMBED_DATA_DIR") ?? "./embed-data"
        if cacheTable.isEmpty { settings.problem("CACHE_TABLE_NAME is not set: name the table of documents") }
        if linksTable.isEmpty, needsLinks {
            settings.problem("LINKS_TABLE_NAME is not set: name the table of links")
        }
    }
}
