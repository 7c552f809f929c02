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
    /// Whether documents may be files of this machine (`file:///…`).
    public var allowsFiles: Bool

    /// A cloud of these parts.
    public init(
        bucket: @escaping @Sendable (String) -> any ObjectStore, cache: CacheTable, links: LinksTable,
        processedBucket: String? = nil, mediaBucket: String? = nil, allowsFiles: Bool = false
    ) {
        self.bucket = bucket
        self.cache = cache
        self.links = links
        self.processedBucket = processedBucket
        self.mediaBucket = mediaBucket
        self.allowsFiles = allowsFiles
    }
}
