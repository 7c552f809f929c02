/// Named sequences of bytes, written and read whole or in ranges: S3 buckets, directories, memory.
///
/// A key is up to 1,024 bytes of UTF-8; `/` has no meaning but in prefixes. A put is atomic: readers see the old object or
/// the new one, never a part. Every call fails with an `FdnixError`: `notFound` for a key that is not there, `conflict`
/// where a condition does not hold, `denied` without permission, `corrupt` where bytes contradict their checksum,
/// `network` and `io` for the way there; `CancellationError` when the task is cancelled.
///
/// ```swift
/// let written = try await store.put("runs/1/manifest.json", .bytes(json), PutOptions(condition: .ifAbsent))
/// let read = try await store.get("runs/1/manifest.json", GetOptions(ifMatches: written.tag))
/// for try await piece in read.body { consume(piece) }
/// ```
public protocol ObjectStore: Sendable {
    /// Where it is, for messages: `s3://bucket` or the path of a directory; without credentials.
    var location: String { get }

    /// Writes an object, replacing what was there unless `options.condition` forbids it.
    @discardableResult
    func put(_ key: String, _ content: ObjectContent, _ options: PutOptions) async throws -> ObjectInfo

    /// Opens an object, or a range of it, for reading. What is read is checked against the checksum where the store knows
    /// one and the whole object is read: the last piece then throws `corrupt`.
    func get(_ key: String, _ options: GetOptions) async throws -> StoredObject

    /// What is known of an object without reading it; nil where there is none.
    func head(_ key: String) async throws -> ObjectInfo?

    /// One page of the objects whose keys begin with `prefix`, ascending by the bytes of their keys. `token` is the `next`
    /// of the page before. `limit` is 1 to 1,000.
    func list(prefix: String, token: String?, limit: Int) async throws -> ObjectPage

    /// What the keys that begin with `prefix` have in common up to the next `/` behind it, that included: the folders below a
    /// folder, each once, ascending.
    func commonPrefixes(of prefix: String) async throws -> [String]

    /// Copies an object within the store, with content type and metadata, and atomically.
    @discardableResult
    func copy(_ source: String, to target: String, _ condition: PutCondition) async throws -> ObjectInfo

    /// Copies many objects within the store, replacing what is there, in no order. Throws the first error; some may be copied
    /// then. What is known of the copies beside their bytes may be lost where the machine fails right afterwards.
    func copyAll(_ copies: [(source: String, target: String)]) async throws

    /// Removes objects; those that are not there are no error.
    func delete(_ keys: [String]) async throws
}

/// What an object is made of.
public enum ObjectContent: Sendable {
    /// Bytes in memory, sent as they are.
    case bytes([UInt8])
    /// The file at a path, which must not change meanwhile; large ones are sent in parts, several at once.
    case file(String)
    /// Pieces asked for one by one, nil at the end; kept a part at a time.
    case stream(@Sendable () async throws -> [UInt8]?)
}

/// When a write happens at all; a condition that does not hold throws `conflict` and changes nothing.
public enum PutCondition: Sendable, Hashable {
    /// In any case: the object becomes this one, whatever was there.
    case always
    /// Only where there is no such object (`If-None-Match: *`).
    case ifAbsent
    /// Only where the object still has this tag (`If-Match`).
    case ifMatches(String)
}

/// How an object is written.
public struct PutOptions: Sendable {
    /// When it is written at all.
    public var condition: PutCondition
    /// The media type it is served with.
    public var contentType: String?
    /// How its bytes are compressed, as HTTP says it: `gzip`.
    public var contentEncoding: String?
    /// What else is kept with it: names in lower case, values of printable ASCII.
    public var metadata: [String: String]
    /// The SHA-256 that the content must have, in lower-case hexadecimal; other content throws `corrupt`, and nothing is
    /// written.
    public var sha256: String?
    /// Whether a file is handed over for good: it has the SHA-256 that is told, and is never written to again. A store on the
    /// same file system gives it a second name then, and writes nothing.
    public var isSealed: Bool
    /// Whether what arrived of a large file stays after a failure, so that the next put of it goes on there.
    public var resumes: Bool
    /// Told how many bytes are written so far; a part that is sent again is not counted twice.
    public var onProgress: (@Sendable (Int) -> Void)?

    /// Options of a write; those of a plain one unless told otherwise.
    public init(
        condition: PutCondition = .always, contentType: String? = nil, contentEncoding: String? = nil,
        metadata: [String: String] = [:], sha256: String? = nil, isSealed: Bool = false, resumes: Bool = false,
        onProgress: (@Sendable (Int) -> Void)? = nil
    ) {
        self.condition = condition
        self.contentType = contentType
        self.contentEncoding = contentEncoding
        self.metadata = metadata
        self.sha256 = sha256
        self.isSealed = isSealed
        self.resumes = resumes
        self.onProgress = onProgress
    }
}

/// How an object is read.
public struct GetOptions: Sendable, Hashable {
    /// The bytes that are wanted, nil for all; it is cut at the object's end, and one that begins there or behind it throws
    /// `usage`.
    public var range: Range<Int>?
    /// The tag that the object must have; another one throws `conflict`.
    public var ifMatches: String?

    /// Options of a read; the whole of whatever is there unless told otherwise.
    public init(range: Range<Int>? = nil, ifMatches: String? = nil) {
        self.range = range
        self.ifMatches = ifMatches
    }
}
