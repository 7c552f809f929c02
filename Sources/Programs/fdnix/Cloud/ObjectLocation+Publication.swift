import AWS
import AWSServices
import Basics
import LocalCloud
import ObjectStorage
import Publishing

extension ObjectLocation {
    /// The publication at this place. Throws `usage` for AWS settings that cannot be read; nothing is asked of the network.
    func publication() throws -> Publication {
        switch self {
        case .bucket(let name, let prefix):
            let configuration = try AWSConfiguration(environment: ProcessEnvironment.current)
            return Publication(S3ObjectStore(name, configuration), PublicationLayout(folder: prefix))
        case .directory(let path): return Publication(DirectoryObjectStore(path), PublicationLayout(folder: ""))
        }
    }
}
