import DuckDB
import Nixpkgs

/// Writes rows of the minified database's `packages`, in column order.
struct MinifiedRow {
    private var json = JSONColumnWriter()

    /// One row, without `endRow`.
    mutating func append(_ stored: StoredPackage, to out: Appender) throws {
        let package = stored.package
        try out.append(package.id)
        try out.append(package.packageName)
        try out.append(package.version)
        try out.append(package.attributePath)
        try out.append(package.description)
        try out.append(package.homepage)
        try out.append(package.license?.label)
        try out.append(json.publicMaintainers(package.maintainers))
        try out.append(package.broken)
        try out.append(package.unfree)
        try out.append(package.available)
        try out.append(package.insecure)
        try out.append(package.unsupported)
        try out.append(package.mainProgram)
        try out.append(stored.hasEmbedding)
        try out.append(stored.contentHash)
        try out.append(package.category.rawValue)
        try out.append(json.strings(package.supportedPlatforms))
        try out.append(stored.licenseJSON)
        try out.append(package.publicPosition)
        try out.append(json.strings(package.knownVulnerabilities))
        try out.append(String(String.UnicodeScalarView(package.longDescription.unicodeScalars.prefix(2000))))
        try out.append(package.categorySource.rawValue)
    }
}
