import AWS
import AWSServices
import Basics
import Documents
import LocalCloud
import Logging
import ObjectStorage
import Settings
import Tables

/// Makes what the roles work with, as the environment says: on one machine or at AWS. A role asks for the parts that it
/// needs, and only the settings of those must be there.
struct Workshop: Sendable {
    /// Where this program tells what a person may want to know.
    let logger = Logger(label: "embed-documents")
    /// The variables that everything is read from.
    let environment: [String: String]
    private let mounted: (bucket: String, store: FolderStore)?
    private let access = AmazonAccess()

    /// A workshop that reads `environment`.
    init(_ environment: [String: String] = ProcessEnvironment.current) {
        self.environment = environment
        mounted = nil
    }

    /// A workshop of one machine, where the folder of `options` is a bucket. Throws `usage` where the settings want AWS, or
    /// where data would be kept among the documents; `notFound` where there is no such folder.
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
        guard ![cloud.processedBucket, cloud.mediaBucket].contains(options.bucket) else {
            throw FdnixError(
                .usage,
                "the bucket \(options.bucket) is one that the program writes: choose another name with --bucket")
        }
        guard FileSystem.isDirectory(options.input) else {
            throw FdnixError(
                .notFound, "there is no folder \(options.input.printable(onOneLine: true)): name it with --input")
        }
        try FileSystem.createDirectories(cloud.dataDirectory)
        let input = try FileSystem.realPath(options.input)
        try Self.check(try FileSystem.realPath(cloud.dataDirectory), isOutside: input)
        try BucketFolder(options.bucket, in: cloud.dataDirectory).claim(input)
        let memory = LocalBuckets.memory(cloud.dataDirectory, bucket: options.bucket)
        mounted = (options.bucket, FolderStore(options.input, memory: memory))
    }

    private static func check(_ data: String, isOutside input: String) throws {
        guard data == input || data.hasPrefix(input == "/" ? input : input + "/") else { return }
        throw FdnixError(
            .usage,
            "the data in \(data) would lie among the documents of \(input): choose another folder with --data-dir")
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
        let tools = MachineTools.forModels(environment)
        return try read { ModelSettings(&$0, CloudSettings(&$0, needsLinks: false).backend, tools) }
    }

    /// How AWS is asked: in the region of the settings. To be called for what is asked of AWS alone: the files in `~/.aws`
    /// of whoever works without it may hold anything.
    @Sendable func amazon() throws -> AWSConfiguration {
        try access.configuration {
            var environment = environment
            environment["AWS_REGION"] = try read { CloudSettings(&$0, needsLinks: false).region }
            return environment
        }
    }

    // MARK: Objects and tables

    /// Where documents, rows and results are; without `needsLinks` links may not be asked for.
    func cloud(needsLinks: Bool = true) async throws -> DocumentCloud {
        let (cloud, bounds) = try read { settings in
            (CloudSettings(&settings, needsLinks: needsLinks), IngestionSettings(&settings))
        }
        func rows(_ table: any Table) -> CacheTable {
            CacheTable(table, leaseSeconds: bounds.leaseSeconds, maxAttempts: bounds.maxAttempts)
        }
        let bucket: @Sendable (String) -> any ObjectStore
        let (cache, links): (CacheTable, LinksTable)
        switch cloud.backend {
        case .aws:
            let amazon = try amazon()
            bucket = { S3ObjectStore($0, amazon) }
            cache = rows(DynamoTable(cloud.cacheTable, CacheTable.schema, amazon))
            links = LinksTable(DynamoTable(cloud.linksTable, LinksTable.schema, amazon))
        case .local:
            let written = [cloud.processedBucket, cloud.mediaBucket, cloud.framesBucket].compactMap { $0 }
            let folders = mounted.map { [$0.bucket: $0.store] } ?? [:]
            let buckets = LocalBuckets(cloud.dataDirectory, written: Set(written), folders: folders)
            bucket = { buckets.bucket($0) }
            let database = try await LocalDatabase.open("\(cloud.dataDirectory)/tables.sqlite")
            cache = rows(database.table(cloud.cacheTable, CacheTable.schema))
            links = LinksTable(database.table(cloud.linksTable, LinksTable.schema))
        }
        return DocumentCloud(
            bucket: bucket, cache: cache, links: links, processedBucket: cloud.processedBucket,
            mediaBucket: cloud.mediaBucket, framesBucket: cloud.framesBucket, allowsFiles: cloud.backend == .local)
    }

    /// The bucket of results, as far as the settings tell where it is: whatever else is wrong with them can be told there.
    /// Nil where they do not tell.
    func results() -> (any ObjectStore)? {
        var settings = Settings(environment)
        let cloud = CloudSettings(&settings, needsLinks: false)
        guard let name = cloud.processedBucket else { return nil }
        switch cloud.backend {
        case .aws:
            var environment = environment
            environment["AWS_REGION"] = cloud.region
            return (try? AWSConfiguration(environment: environment)).map { S3ObjectStore(name, $0) }
        case .local:
            return LocalBuckets(cloud.dataDirectory, written: [name], folders: [:]).bucket(name)
        }
    }

    /// A run of the mounted folder, at most `width` documents at a time.
    func pipeline(width: Int) async throws -> PipelineRun {
        guard let mounted else { throw FdnixError(.usage, "name the folder of documents with --input") }
        return try await PipelineRun(try await ingestion(readers: width), bucket: mounted.bucket, input: mounted.store)
    }
}
