public import Basics

/// Where objects are, as people write it: `s3://bucket/prefix`, `file:///directory`, or the path of a directory.
///
/// ```swift
/// try ObjectLocation("s3://artifacts/packages")  // .bucket("artifacts", prefix: "packages/")
/// ```
public enum ObjectLocation: Sendable, Hashable, CustomStringConvertible {
    /// A directory of this machine, by its path.
    case directory(String)
    /// A bucket of S3, and what the keys begin with: nothing, or a text that ends with a slash.
    case bucket(String, prefix: String)

    /// Reads a place. Throws `usage` for other schemes, for what cannot be the name of a bucket, and for an empty text.
    public init(_ text: String) throws(FdnixError) {
        if text.hasPrefix("s3://") {
            self = try Self.bucket(text.dropFirst("s3://".count), text)
        } else if text.hasPrefix("file:") {
            self = try Self.file(text.dropFirst("file:".count), text)
        } else {
            guard !text.isEmpty else { throw Self.unusable(text, "name a directory or s3://BUCKET/PREFIX") }
            guard !text.contains("://") else {
                throw Self.unusable(text, "objects can be in s3://BUCKET/PREFIX or in a directory")
            }
            self = .directory(Self.withoutSlashes(text[...]))
        }
    }

    private static func bucket(_ rest: Substring, _ text: String) throws(FdnixError) -> ObjectLocation {
        let name = rest.prefix { $0 != "/" }
        // docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
        let isName = name.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D || byte == 0x2E
        }
        guard isName, (3...63).contains(name.utf8.count), name.first != ".", name.first != "-", name.last != ".",
            name.last != "-", !name.contains("..")
        else {
            throw unusable(text, "the name of a bucket has 3 to 63 lower-case letters, digits, dots and hyphens")
        }
        var prefix = rest.dropFirst(name.count + 1)
        while prefix.hasSuffix("/") { prefix = prefix.dropLast() }
        guard !prefix.isEmpty else { return .bucket(String(name), prefix: "") }
        do { _ = try ObjectKey("\(prefix)/x") } catch { throw unusable(text, error.message) }
        return .bucket(String(name), prefix: "\(prefix)/")
    }

    /// RFC 8089: `file:/path`, `file:///path`, `file://localhost/path`.
    private static func file(_ rest: Substring, _ text: String) throws(FdnixError) -> ObjectLocation {
        var path = rest
        if path.hasPrefix("//") {
            path = path.dropFirst(2)
            if path.hasPrefix("localhost/") { path = path.dropFirst("localhost".count) }
        }
        guard path.hasPrefix("/") else { throw unusable(text, "write file:///PATH with the whole path") }
        let decoded = PercentEncoding.decode(path)
        guard !decoded.utf8.contains(0) else { throw unusable(text, "a path has no NUL") }
        return .directory(withoutSlashes(decoded[...]))
    }

    private static func withoutSlashes(_ path: Substring) -> String {
        var path = path
        while path.hasSuffix("/"), path.count > 1 { path = path.dropLast() }
        return String(path)
    }

    private static func unusable(_ text: String, _ reason: String) -> FdnixError {
        FdnixError(.usage, "\"\(text.printable(onOneLine: true))\" cannot be a place of objects: \(reason)")
    }

    /// The place as it can be read again.
    public var description: String {
        switch self {
        case .directory(let path): path
        case .bucket(let name, let prefix): "s3://\(name)/\(prefix)"
        }
    }
}
