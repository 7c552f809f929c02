import Basics

/// The folder that is a bucket of one machine, which a file beside the data remembers: a scan of another folder under the
/// same name would forget all documents of the first.
struct BucketFolder {
    private let bucket: String
    private let record: String

    /// The folder of `bucket` for the data in `directory`.
    init(_ bucket: String, in directory: String) {
        self.bucket = bucket
        record = "\(directory)/folder-\(bucket)"
    }

    /// Its path; nil where no run was given one. Throws `io` and `denied`.
    var path: String? {
        get throws { FileSystem.exists(record) ? String(decoding: try FileSystem.read(record), as: UTF8.self) : nil }
    }

    /// Remembers that the folder at `input`, a path without links, is the bucket. Throws `usage` where another one is, and
    /// `io`.
    func claim(_ input: String) throws {
        guard let path = try path else { return try AtomicFile.write(Array(input.utf8), to: record) }
        guard path == input else {
            throw FdnixError(
                .usage,
                "the bucket \(bucket.printable(onOneLine: true)) is the folder \(path.printable(onOneLine: true)): name "
                    + "another with --bucket, or, where that folder was moved here, delete "
                    + record.printable(onOneLine: true))
        }
    }
}
