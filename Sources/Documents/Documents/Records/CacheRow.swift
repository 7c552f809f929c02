/// What is known of one document: the version of the object that is to be stored, and how far that is.
public struct CacheRow: Sendable, Hashable {
    /// How far a version of a document is, in the words of the table.
    public enum Status: String, Sendable, CaseIterable {
        /// There is a version that is not stored yet.
        case updated = "UPDATED"
        /// A task is at it, for as long as its lease lasts.
        case ingesting = "INGESTING"
        /// The version is stored under the row's models.
        case ingested = "INGESTED"
        /// The version cannot be stored; the row says why.
        case failed = "FAILED"
        /// The object is gone; what is stored of it is to be removed, and the row with it.
        case readyDelete = "READYDELETE"
    }

    /// Who works on a document, and until when others keep away.
    public struct Holder: Sendable, Hashable {
        /// Names this one attempt.
        public var id: String
        /// The run whose attempt it is.
        public var run: String
        /// When the lease ends, in seconds since 1970.
        public var leaseUntil: Int

        /// An attempt of a run with a lease.
        public init(id: String, run: String, leaseUntil: Int) {
            self.id = id
            self.run = run
            self.leaseUntil = leaseUntil
        }
    }

    /// The object's address, `s3://bucket/key`.
    public var uri: String
    /// The media type by which the object is read.
    public var contentType: String
    /// Tells this version of the object from others, without quotes.
    public var etag: String
    /// The object's length in bytes.
    public var size: Int
    /// When the row learnt of the version, in seconds since 1970.
    public var updatedAt: Int
    /// When a version was stored last, in seconds since 1970.
    public var ingestedAt: Int?
    /// How far the version is.
    public var status: Status
    /// The version of the sidecar; nil where there is none, or none is known of.
    public var sidecarETag: String?
    /// The place of the last event among all of the object, in hexadecimal.
    public var sequencer: String?
    /// Who works on it: a task where the status is `ingesting`, else the step that removes what is stored of an object that
    /// is gone, also after the object has come again.
    public var claim: Holder?
    /// How many attempts at this version were begun since it came or was stored, without those that were given back.
    public var attempts: Int
    /// The keys of the models under which the version is stored; nil where the table does not say, which means the first
    /// configured one for a version that is stored, and none for others.
    public var models: Set<String>?
    /// How the last attempt failed, in the words of results.
    public var failureStatus: String?
    /// Why the last attempt failed: at most 1,024 bytes.
    public var failureReason: String?

    /// A version that is to be stored.
    public init(
        uri: String, contentType: String, etag: String, size: Int, updatedAt: Int, status: Status = .updated
    ) {
        (self.uri, self.contentType, self.etag, self.size) = (uri, contentType, etag, size)
        (self.updatedAt, self.status, self.attempts) = (updatedAt, status, 0)
    }

    /// The models under which the version is stored, where `defaultModel` is the first configured one.
    public func storedModels(defaultModel: String) -> Set<String> {
        models ?? (status == .ingested ? [defaultModel] : [])
    }
}
