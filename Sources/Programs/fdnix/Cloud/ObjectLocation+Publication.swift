import AWS
import AWSServices
import Basics
import LocalCloud
import ObjectStorage
import Publishing

extension ObjectLocation {
    /// The publication at this place. Readers need neither keys nor a region where everyone may read. Throws `usage` for
    /// AWS settings that cannot be read; nothing is asked of the network.
    func publication(forReading isReader: Bool = false) throws -> Publication {
        switch self {
        case .bucket(let name, let prefix):
            var configuration = try AWSConfiguration(environment: ProcessEnvironment.current)
            if isReader {
                configuration.allowsAnonymous = true
                configuration.region = configuration.region ?? "us-east-1"
            }
            return Publication(S3ObjectStore(name, configuration), PublicationLayout(folder: prefix))
        case .directory(let path): return Publication(DirectoryObjectStore(path), PublicationLayout(folder: ""))
        }
    }
}
