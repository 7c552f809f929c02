import AWS
import AWSServices
import ArgumentParser
import Basics
import Logging
import Observability
import PackageSearch
import Publishing
import Settings

/// `fdnix export`: artifacts in forms for other programs.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Export the full database for other programs.",
        subcommands: [ExportDynamoCommand.self])
}

/// `fdnix import`: what was exported, back into a database.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Make a full database of what was exported.",
        subcommands: [ImportDynamoCommand.self])
}

/// Where an export is: `DYNAMODB_TABLE` and `S3_BUCKET`.
struct DynamoPlace {
    let table: DynamoTable
    let store: S3ObjectStore
    /// The model whose vectors are meant: `BEDROCK_MODEL_ID`.
    let modelID: String
    /// The full database: `DUCKDB_PATH`, else `OUTPUT_PATH`, else in fdnix's data folder.
    let database: String

    /// Reads the variables. Throws one `usage` error that names all that are missing.
    init(needsModel: Bool) throws {
        let environment = ProcessEnvironment.current
        let settings = Settings(environment)
        let needed = ["DYNAMODB_TABLE", "S3_BUCKET"] + (needsModel ? ["BEDROCK_MODEL_ID"] : [])
        var missing = needed.filter { settings.string($0) == nil }
        let configuration = try AWSConfiguration(environment: environment)
        if configuration.region == nil { missing.append("AWS_REGION") }
        guard missing.isEmpty, let name = settings.string("DYNAMODB_TABLE"), let bucket = settings.string("S3_BUCKET")
        else {
            throw FdnixError(.usage, "DynamoDB export requested but missing envs: \(missing.joined(separator: ", "))")
        }
        table = DynamoTable(name, PackageItem.schema, configuration)
        store = S3ObjectStore(bucket, configuration)
        modelID = settings.string("BEDROCK_MODEL_ID") ?? ""
        let directory =
            settings.string("FDNIX_OUTPUT") ?? IndexLocation.dataDirectory(environment: environment)
        database =
            settings.string("DUCKDB_PATH") ?? settings.string("OUTPUT_PATH") ?? "\(directory)/fdnix-data.duckdb"
    }
}

/// `fdnix export dynamodb`: a table of items and files of vectors.
struct ExportDynamoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dynamodb", abstract: "Export items to DynamoDB and vectors to S3.",
        discussion: """
            DYNAMODB_TABLE, S3_BUCKET, AWS_REGION and BEDROCK_MODEL_ID (the model of the database's vectors) say where and \
            what; the table must exist, with the keys packageName and version.
            """)

    @Flag(help: "Write licence and maintainers as plain texts (FDNIX_FLAT_LICENSE).")
    var flatLicense = false
    @Flag(help: "Remove items that the database does not have (FDNIX_PRUNE).")
    var prune = false

    func run() async throws {
        let place = try DynamoPlace(needsModel: true)
        var options = Exporter.Options(modelID: place.modelID)
        options.isFlat = try flatLicense || Environment.bool("FDNIX_FLAT_LICENSE") ?? false
        options.prunes = try prune || Environment.bool("FDNIX_PRUNE") ?? false
        let logger = Logger(label: "fdnix.exporter")
        let exporter = Exporter(
            table: place.table, store: place.store, logger: logger, progress: ProgressDisplay.make(logger))
        let outcome = try await exporter.export(place.database, options)
        var output = StandardOutput()
        try output.line(
            "\(outcome.items.grouped) items, \(outcome.vectors.grouped) vectors; \(outcome.pruned.grouped) items and "
                + "\(outcome.removedFiles.grouped) files removed")
        try output.flush()
    }
}

/// `fdnix import dynamodb`: the other way round.
struct ImportDynamoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dynamodb", abstract: "Make a full database of items in DynamoDB and vectors in S3.",
        discussion: """
            DYNAMODB_TABLE, S3_BUCKET and AWS_REGION say where from, DUCKDB_PATH where to. The minified phase of \
            `fdnix index` then makes a search index of it.
            """)

    func run() async throws {
        let place = try DynamoPlace(needsModel: false)
        let directory = FileSystem.directory(of: place.database)
        try FileSystem.createDirectories(directory)
        let lock = try FileLock(
            path: "\(directory)/.fdnix.lock", busy: "another fdnix is writing to \(directory): wait for it")
        defer { withExtendedLifetime(lock) {} }
        let importer = Importer(
            table: place.table, store: place.store, progress: ProgressDisplay.make(Logger(label: "fdnix.importer")))
        let outcome = try await importer.import(to: place.database, run: RunID.make(startedAt: Timestamp.iso8601()))
        var output = StandardOutput()
        try output.line(
            "\(place.database): \(outcome.packages.grouped) packages, \(outcome.embeddings.grouped) with a vector")
        try output.flush()
    }
}
