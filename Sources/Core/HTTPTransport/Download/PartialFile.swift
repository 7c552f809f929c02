import Basics
import Digests
import Platform

/// A file that is being downloaded, perhaps over several runs; beside it stands what the server called its version.
///
/// One object writes to a file at a time: it holds a lock on it (`flock`).
public final class PartialFile {
    /// Where the bytes are.
    public let path: String
    /// How many bytes are there.
    public private(set) var size = 0
    /// The `ETag` or `Last-Modified` of what is there; nil when it cannot be continued.
    public private(set) var validator: String?
    private let descriptor: Int32

    /// Opens what is there, or begins anew beside it while another download is at it. Throws `io` errors.
    public convenience init(path: String) throws {
        var path = path
        var descriptor = try Self.opened(path)
        if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            close(descriptor)
            path += "-\(UInt64.random(in: 0 ... .max))"
            descriptor = try Self.opened(path)
        }
        try self.init(path: path, descriptor: descriptor)
    }

    /// The file in `directory`, which is created, whose name is made of the address: the next run finds it again.
    public convenience init(for url: String, in directory: String) throws {
        try FileSystem.createDirectories(directory)
        let hash = Array(url.utf8).withUnsafeBytes { XXHash64.hash($0) }
        let name = FileSystem.name(of: String(url.prefix { $0 != "?" && $0 != "#" }))
            .utf8.map { (0x2E...0x7A).contains($0) && $0 != UInt8(ascii: "/") ? $0 : UInt8(ascii: "_") }
        try self.init(
            path: "\(directory)/\(hash.hexadecimal)-\(String(decoding: name.prefix(100), as: UTF8.self)).part")
    }

    private init(path: String, descriptor: Int32) throws {
        self.path = path
        self.descriptor = descriptor
        size = FileSystem.size(of: path) ?? 0
        validator = (try? FileSystem.read(versionPath)).map { String(decoding: $0, as: UTF8.self) }
        if validator?.isEmpty ?? true { try restart(validator: nil) }
    }

    deinit {
        // Not by closing alone: a child that another thread is just starting still has the file open.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    private static func opened(_ path: String) throws -> Int32 {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw FdnixError.io("create", path) }
        return descriptor
    }

    private var versionPath: String { path + ".version" }

    /// How many bytes a later run can go on from; 0 where it must begin anew.
    public var resumableBytes: Int { validator == nil ? 0 : size }

    /// Forgets what is there and notes the version of what comes now; nil: a later run cannot go on. Throws `io`.
    public func restart(validator: String?) throws {
        guard ftruncate(descriptor, 0) == 0 else { throw FdnixError.io("write", path) }
        size = 0
        self.validator = validator
        if let validator {
            try AtomicFile.write(Array(validator.utf8), to: versionPath)
        } else {
            try FileSystem.remove(versionPath)
        }
    }

    /// Adds the bytes that come next. Throws `io`.
    public func append(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { bytes in
            var done = 0
            while done < bytes.count, let base = bytes.baseAddress {
                let count = write(descriptor, base + done, bytes.count - done)
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { throw FdnixError.io("write", path) }
                done += count
                size += count
            }
        }
    }

    /// The SHA-256 of the bytes, in lower-case hexadecimal. Throws `io` errors, and `notFound` without libcrypto.
    public func sha256() async throws -> String { try await Self.sha256(of: path) }

    /// The SHA-256 of the file at `path`, in lower-case hexadecimal. Throws as `sha256()` does.
    public static func sha256(of path: String) async throws -> String {
        var digest = try Digest(.sha256)
        let input = try DescriptorInput(path: path)
        while let bytes = try await input.next() { digest.update(bytes) }
        return digest.finalize().hexadecimal
    }

    /// Removes the file and the note of its version.
    public func remove() throws {
        try FileSystem.remove(path)
        try FileSystem.remove(versionPath)
    }
}
