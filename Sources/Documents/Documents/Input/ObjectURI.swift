public import Basics
import ObjectStorage

/// The address of an object: `s3://bucket/key`, the key as it is, without escapes.
public struct ObjectURI: Sendable, Hashable {
    /// The name of the bucket, as it is at AWS or on this machine.
    public let bucket: String
    /// The object's key within the bucket, without escapes.
    public let key: String

    /// The object `key` of `bucket`.
    public init(bucket: String, key: String) {
        self.bucket = bucket
        self.key = key
    }

    /// Reads an address. Throws `usage` where the scheme is another, or where bucket or key are missing or cannot be.
    public init(_ text: String) throws(FdnixError) {
        func unusable(_ reason: String) -> FdnixError {
            FdnixError(.usage, "\"\(text.printable(onOneLine: true))\" is not the address of an object: \(reason)")
        }
        guard text.hasPrefix("s3://") else { throw unusable("write s3://BUCKET/KEY") }
        let rest = text.dropFirst("s3://".count)
        guard let slash = rest.firstIndex(of: "/"), slash > rest.startIndex else {
            throw unusable("write s3://BUCKET/KEY with both of them")
        }
        do throws(FdnixError) { key = try ObjectKey(String(rest[rest.index(after: slash)...])).text } catch {
            throw unusable(error.message)
        }
        bucket = String(rest[..<slash])
    }

    /// The address as it can be read again.
    public var text: String { "s3://\(bucket)/\(key)" }
}
