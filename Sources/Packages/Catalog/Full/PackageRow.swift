import Basics
import DuckDB
public import Nixpkgs

/// A package as the full database holds it.
public struct StoredPackage: Sendable, Equatable {
    /// The package's own fields, as the source gave them.
    public var package: Package
    /// Its licence as the JSON text of `License.write`: written once, however many artifacts show it.
    public var licenseJSON: String?
    /// SHA-256 of its embedding text, 64 hexadecimal digits.
    public var textHash: String
    /// MD5 of its embedding text, as a signed integer.
    public var contentHash: Int128
    /// When the run that wrote it began, ISO-8601 in UTC.
    public var lastUpdated: String
    /// Whether `embeddings` has a vector for it.
    public var hasEmbedding: Bool
}

/// Writes and reads rows of the full database's `packages`, in column order.
struct PackageRow {
    private var json = JSONColumnWriter()
    private var reader = JSONColumnReader()

    /// One row, without `endRow`.
    mutating func append(_ package: Package, _ hashes: TextHashes, lastUpdated: String, to out: Appender) throws {
        try out.append(package.id)
        try out.append(package.packageName)
        try out.append(package.version)
        try out.append(package.attributePath)
        try out.append(package.description)
        try out.append(package.longDescription)
        try out.append(package.homepage)
        try out.append(json.license(package.license))
        try out.append(json.strings(package.platforms))
        try out.append(json.maintainers(package.maintainers))
        try out.append(package.broken)
        try out.append(package.unfree)
        try out.append(package.available)
        try out.append(package.insecure)
        try out.append(package.unsupported)
        try out.append(package.mainProgram)
        try out.append(package.position)
        try out.append(json.strings(package.outputsToInstall))
        try out.append(lastUpdated)
        try out.append(false)
        try out.append(hashes.content)
        try out.append(hashes.text)
        try out.append(package.category.rawValue)
        try out.append(json.strings(package.homepages))
        try out.append(json.strings(package.outputs))
        try out.append(json.strings(package.badPlatforms))
        try out.append(json.strings(package.knownVulnerabilities))
        try out.append(json.strings(package.changelog))
        try out.append(package.downloadPage)
        try out.append(json.strings(package.teams))
        try out.append(package.categorySource.rawValue)
    }

    /// A row of `SELECT *`.
    mutating func read(_ row: Row) throws -> StoredPackage {
        let id = try row.string(0)
        do { return try decode(row) } catch {
            throw FdnixError(.corrupt, "the database's record of \(id) is damaged; rebuild it", underlying: error)
        }
    }

    private mutating func decode(_ row: Row) throws -> StoredPackage {
        var package = Package()
        package.packageName = try row.string(1)
        package.version = try row.string(2)
        package.attributePath = try row.string(3)
        package.description = try row.string(4)
        package.longDescription = try row.string(5)
        package.homepage = try row.string(6)
        let licenseText = try row.string(7)
        let licenseJSON = licenseText.isEmpty ? nil : licenseText
        package.license = try reader.license(licenseJSON)
        package.platforms = try reader.strings(row.string(8))
        package.maintainers = try reader.maintainers(row.string(9))
        package.broken = try row.bool(10)
        package.unfree = try row.bool(11)
        package.available = try row.get(12) ?? true
        package.insecure = try row.bool(13)
        package.unsupported = try row.bool(14)
        package.mainProgram = try row.string(15)
        package.position = try row.string(16)
        package.outputsToInstall = try reader.strings(row.string(17))
        package.category = Category(rawValue: try row.string(22)) ?? .misc
        package.homepages = try reader.strings(row.string(23))
        package.outputs = try reader.strings(row.string(24))
        package.badPlatforms = try reader.strings(row.string(25))
        package.knownVulnerabilities = try reader.strings(row.string(26))
        package.changelog = try reader.strings(row.string(27))
        package.downloadPage = try row.string(28)
        package.teams = try reader.strings(row.string(29))
        package.categorySource = CategorySource(rawValue: try row.string(30)) ?? .inferred
        return StoredPackage(
            package: package, licenseJSON: licenseJSON, textHash: try row.string(21),
            contentHash: try row.get(20) ?? 0, lastUpdated: try row.string(18), hasEmbedding: try row.bool(19))
    }
}
