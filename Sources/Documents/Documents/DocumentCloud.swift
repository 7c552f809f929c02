public import Basics
public import ObjectStorage

/// Where documents, rows and results are: at AWS, or on one machine. The program says which.
public struct DocumentCloud: Sendable {
    /// Gives the bucket of this name; nothing is asked of the network before it is used.
    public var bucket: @Sendable (String) -> any ObjectStore
    /// What is known of each document.
    public var cache: CacheTable
    /// What media tokens in texts stand for.
    public var links: LinksTable
    /// The bucket of lists and results; without one results are logged only.
    public var processedBucket: String?
    /// The bucket of pictures, frames and transcripts; without one pictures are left out.
    public var mediaBucket: String?
    /// The bucket of frames of films, which may be that of other media.
    public var framesBucket: String?
    /// Whether documents may be files of this machine (`file:///…`).
    public var allowsFiles: Bool

    /// A cloud of these parts; frames lie among other media where nothing else is said.
    public init(
        bucket: @escaping @Sendable (String) -> any ObjectStore, cache: CacheTable, links: LinksTable,
        processedBucket: String? = nil, mediaBucket: String? = nil, framesBucket: String? = nil,
        allowsFiles: Bool = false
    ) {
        self.bucket = bucket
        self.cache = cache
        self.links = links
        self.processedBucket = processedBucket
        self.mediaBucket = mediaBucket
        self.framesBucket = framesBucket ?? mediaBucket
        self.allowsFiles = allowsFiles
    }

    /// The bucket of lists and results. Throws `usage` where none is configured.
    public func processed() throws(FdnixError) -> any ObjectStore {
        guard let processedBucket else {
            throw FdnixError(.usage, "PROCESSED_BUCKET_NAME is not set: name the bucket of lists and results")
        }
        return bucket(processedBucket)
    }
}
