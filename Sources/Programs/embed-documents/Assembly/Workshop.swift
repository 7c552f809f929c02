import AWS
import AWSServices
import Basics
import DocumentStore
import Documents
import LocalCloud
import Logging
import ObjectStorage
import Postgres
import Settings
import Tables

/// Makes what the roles work with, as the environment says: on one machine or at AWS. A role asks for the parts that it
/// needs, and only the settings of those must be there.
struct Workshop: Sendable {
    /// Where this program tells what a person may want to know.
    let logger = Logger(label: "embed-documents")
    let environment: [String: String]
    private let folder: MountedFolder?

    /// A folder that stands in for a bucket.
    struct MountedFolder: Sendable {
        let bucket: String
        let store: FolderStore
    }

    /// A workshop that reads `environment`.
    init(_ environment: [String: String] = ProcessEnvironment.current) {
        self.environment = environment
        folder = nil
    }

    /// A workshop of one machine, where the folder of `options` is a bucket. Throws `usage` where the settings want AWS,
    /// `notFound` where there is no such folder.
    init(_ environment: [String: String], input options: RunOptions) throws {
        self.environment = environment
        var settings = Settings(environment)
        let cloud = CloudSettings(&settings)
        try settings.check()
        guard cloud.backend == .local else {
            throw FdnixError(
                .usage,
                "run and watch read a folder of this machine, and the settings want AWS: unset CACHE_TABLE_NAME, or set "
                    + "STORAGE_BACKEND=local")
        }
        try FileSystem.createDirectories(cloud.dataDirectory)
        folder = MountedFolder(
            bucket: options.bucket,
            store: try FolderStore(options.input, memory: "\(cloud.dataDirectory)/folders.sqlite"))
    }

    /// The mounted folder. Throws `usage` where there is none.
    func mounted() throws(FdnixError) -> MountedFolder {
        guard let folder else { throw FdnixError(.usage, "name the folder of documents with --input") }
        return folder
    }

    // MARK: Settings

    /// Reads a part of the settings. Throws `usage` that names all that is wrong with it.
    func read<T>(_ part: (inout Settings) -> T) throws(FdnixError) -> T {
        var settings = Settings(environment)
        let value = part(&settings)
        try settings.check()
        return value
    }

    /// The configured models, and how they are called.
    func models() throws(FdnixError) -> ModelSettings {
        try read { ModelSettings(&$0, CloudSettings(&$0, needsLinks: false).backend, MachineTools.found) }
    }

    /// How AWS is asked: in the region of the settings.
    func amazon(region: String? = nil) throws -> AWSConfiguration {
        var environment = environment
        environment["AWS_REGION"] = try region ?? read { CloudSettings(&$0, needsLinks: false).region }
        return try AWSConfiguration(environment: environment)
    }

    // MARK: Objects and tables

    /// Where documents, rows and results are; without `needsLinks` links may not be asked for.
    func cloud(needsLinks: Bool = true) async throws -> DocumentCloud {
        let (cloud, bounds) = try read { settings in
            (CloudSettings(&settings, needsLinks: needsLinks), IngestionSettings(&settings))
        }
        func assembled(
            _ bucket: @escaping @Sendable (String) -> any ObjectStore, _ cache: any Table, _ links: any Table
        ) -> DocumentCloud {
            DocumentCloud(
                bucket: bucket,
                cache: CacheTable(cache, leaseSeconds: bounds.leaseSeconds, maxAttempts: bounds.maxAttempts),
                links: LinksTable(links), processedBucket: cloud.processedBucket, mediaBucket: cloud.mediaBucket,
                allowsFiles: cloud.backend == .local)
        }
        switch cloud.backend {
        case .aws:
            let amazon = try amazon()
            return assembled(
                { S3ObjectStore($0, amazon) }, DynamoTable(cloud.cacheTable, CacheTable.schema, amazon),
                DynamoTable(cloud.linksTable, LinksTable.schema, amazon))
        case .local:
            let data = cloud.dataDirectory
            let database = try await LocalDatabase.open("\(data)/tables.sqlite")
            let folder = folder
            return assembled(
                { name in
                    if let folder, folder.bucket == name { return folder.store }
                    return DirectoryObjectStore("\(data)/objects/\(name)")
                },
                database.table(cloud.cacheTable, CacheTable.schema), database.table(cloud.linksTable, LinksTable.schema))
        }
    }

    /// The bucket of lists and results. Throws `usage` where none is configured.
    func processed(_ cloud: DocumentCloud) throws(FdnixError) -> any ObjectStore {
        guard let name = cloud.processedBucket else {
            throw FdnixError(.usage, "PROCESSED_BUCKET_NAME is not set: name the bucket of lists and results")
        }
        return cloud.bucket(name)
    }
}
