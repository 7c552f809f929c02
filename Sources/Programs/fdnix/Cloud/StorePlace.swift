import AWS
import AWSServices
import Basics
import LocalCloud
import ObjectStorage
import Publishing

/// Where artifacts are published, as a user writes it: `s3://bucket/prefix`, or a directory.
enum StorePlace {
    case bucket(name: String, folder: String)
    case directory(String)

    /// Throws `usage` for an address that cannot be a place.
    init(_ text: String) throws(FdnixError) {
        guard let colon = text.firstRange(of: "://") else {
            guard !text.isEmpty else { throw FdnixError(.usage, "the name of a directory must not be empty") }
            self = .directory(text)
            return
        }
        let rest = text[colon.upperBound...]
        let bucket = rest.prefix { $0 != "/" }
        guard text[..<colon.lowerBound].lowercased() == "s3", !bucket.isEmpty else {
            throw FdnixError(
                .usage, "\"\(text.printable(onOneLine: true))\" is neither s3://BUCKET/PREFIX nor a directory")
        }
        self = .bucket(name: String(bucket), folder: String(rest.dropFirst(bucket.count)))
    }

    /// What names the place for later runs.
    var address: String {
        switch self {
        case .bucket(let name, let folder): "s3://\(name)" + (folder.isEmpty || folder == "/" ? "" : folder)
        case .directory(let path): path
        }
    }

    /// The publication there. Throws `usage` for AWS settings that cannot be read; nothing is asked of the network.
    func publication() throws -> Publication {
        switch self {
        case .bucket(let name, let folder):
            let configuration = try AWSConfiguration(environment: ProcessEnvironment.current)
            return Publication(S3ObjectStore(name, configuration), PublicationLayout(folder: folder))
        case .directory(let path): return Publication(DirectoryObjectStore(path), PublicationLayout(folder: ""))
        }
    }
}
