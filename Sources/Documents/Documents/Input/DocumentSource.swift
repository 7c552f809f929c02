import Basics

/// Where a document is read from.
enum DocumentSource {
    case object(ObjectURI)
    /// A file of this machine, by its path.
    case file(String)

    /// Reads a document's URI. Throws `usage` where it cannot be one, or where files may not be read.
    init(_ uri: String, allowsFiles: Bool) throws(FdnixError) {
        guard uri.hasPrefix("file:") else {
            self = .object(try ObjectURI(uri))
            return
        }
        guard allowsFiles else {
            throw FdnixError(
                .usage,
                "a task of AWS reads objects, not files such as \(uri.printable(onOneLine: true)): name s3://BUCKET/KEY"
            )
        }
        let path = PercentEncoding.decode(uri.dropFirst("file://".count))
        guard uri.hasPrefix("file:///"), path.count > 1, !path.utf8.contains(0) else {
            throw FdnixError(
                .usage, "\"\(uri.printable(onOneLine: true))\" is not the address of a file: write file:///PATH")
        }
        self = .file(path)
    }

    /// What the kind of the document is told by where its content type does not say it.
    var key: String {
        switch self {
        case .object(let uri): uri.key
        case .file(let path): path
        }
    }
}
