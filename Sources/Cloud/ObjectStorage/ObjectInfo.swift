public import Basics
import Synchronization

/// What a store knows of an object beside its bytes.
public struct ObjectInfo: Sendable, Hashable {
    /// The object's name in its store.
    public var key: String
    /// The length in bytes.
    public var size: Int
    /// Tells this version of the object from others; opaque, without quotes.
    public var tag: String
    /// When it was written, in milliseconds since 1970.
    public var modified: Int
    /// The SHA-256 of its bytes in lower-case hexadecimal, where the store knows it. Listings do not tell it.
    public var sha256: String?
    /// The media type; listings do not tell it.
    public var contentType: String?
    /// How its bytes are compressed; listings do not tell it.
    public var contentEncoding: String?
    /// What else is kept with it; listings do not tell it.
    public var metadata: [String: String]

    /// What is known of an object; what is not given is not known.
    public init(
        key: String, size: Int, tag: String, modified: Int, sha256: String? = nil, contentType: String? = nil,
        contentEncoding: String? = nil, metadata: [String: String] = [:]
    ) {
        self.key = key
        self.size = size
        self.tag = tag
        self.modified = modified
        self.sha256 = sha256
        self.contentType = contentType
        self.contentEncoding = contentEncoding
        self.metadata = metadata
    }

    /// What listings tell of it: nothing but key, size, tag and time.
    public var listed: ObjectInfo { ObjectInfo(key: key, size: size, tag: tag, modified: modified) }
}

/// A part of a listing.
public struct ObjectPage: Sendable, Hashable {
    /// The objects, ascending by key.
    public var objects: [ObjectInfo]
    /// What the next page is asked for with; nil at the end.
    public var next: String?

    /// A page of `objects`, the last one where `next` is nil.
    public init(_ objects: [ObjectInfo], next: String?) {
        self.objects = objects
        self.next = next
    }
}

/// An object that is being read.
public struct StoredObject: Sendable {
    /// What is known of the whole object, also where only a range is read.
    public let info: ObjectInfo
    /// The bytes, in pieces that come when they are asked for; they can be read once.
    public let body: ObjectBody

    /// An object with the bytes that `body` gives.
    public init(info: ObjectInfo, body: ObjectBody) {
        self.info = info
        self.body = body
    }

    /// The bytes in memory. Throws `incompatible` where there are more than `limit`, and what reading throws.
    public func collect(upTo limit: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await piece in body {
            guard piece.count <= limit - bytes.count else {
                throw FdnixError(.incompatible, "the object \(info.key) has more than \(limit) bytes")
            }
            bytes += piece
        }
        return bytes
    }
}

/// The bytes of an object, piece by piece; held back while nobody reads.
public struct ObjectBody: AsyncSequence, Sendable {
    /// A piece of the body, never empty.
    public typealias Element = [UInt8]
    private let next: @Sendable () async throws -> [UInt8]?
    /// The file that has just these bytes, which nobody has checked yet: it is replaced, and never written to. Nil where they do
    /// not lie on this machine so.
    public private(set) var file: RandomAccessFile?

    /// The pieces that `next` gives until it gives nil.
    public init(_ next: @escaping @Sendable () async throws -> [UInt8]?) { self.next = next }

    /// Bytes that are in memory, as one piece.
    public init(_ bytes: [UInt8]) {
        let rest = Mutex(bytes)
        next = {
            let piece = rest.withLock { rest in
                defer { rest = [] }
                return rest
            }
            return piece.isEmpty ? nil : piece
        }
    }

    /// The bytes `range` of a file, a megabyte a piece. `check` is told when all were read, or that there are no more, and
    /// throws where what was read is not to be trusted.
    public init(
        _ file: RandomAccessFile, _ range: Range<Int>, check: @escaping @Sendable (_ isWhole: Bool) throws -> Void
    ) {
        let at = Mutex(range.lowerBound)
        next = {
            let start = at.withLock { $0 }
            let bytes = try await file.read(Swift.min(Self.pieceSize, range.upperBound - start), at: start)
            let isWhole = start + bytes.count == range.upperBound
            if isWhole || bytes.isEmpty { try check(isWhole) }
            at.withLock { $0 = start + bytes.count }
            return bytes.isEmpty ? nil : bytes
        }
    }

    private static let pieceSize = 1 << 20

    /// The same pieces; where they do not have the SHA-256 that they should have, the end of them throws `corrupt`. `file` has just
    /// these bytes, and is never written to. Throws `notFound` where the system has no libcrypto.
    public func verified(_ key: String, _ sha256: String, file: RandomAccessFile? = nil) throws -> ObjectBody {
        let checked = try CheckedBody(key, sha256, next)
        var body = ObjectBody { try await checked.next() }
        body.file = file
        return body
    }

    /// What is left of it as the content of another object.
    public var content: ObjectContent { .stream(next) }

    /// Goes on where reading stopped.
    public func makeAsyncIterator() -> Iterator { Iterator(next: next) }

    /// Reads the pieces, one after the other.
    public struct Iterator: AsyncIteratorProtocol {
        fileprivate let next: @Sendable () async throws -> [UInt8]?

        /// The next piece, nil at the end.
        public mutating func next() async throws -> [UInt8]? { try await next() }
    }
}
