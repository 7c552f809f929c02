import Basics
import Catalog
import JSON
import Logging
import PackageSearch
import SearchEngine

/// Keeps a source that lost many packages at once from replacing what is there: that is a fault of the source, not
/// news.
struct ShrinkGate {
    let configuration: IndexerConfiguration
    /// Counts the packages of a full database.
    var count: (String) throws -> Int = { try FullDatabase(reading: $0).packageCount() }

    /// Throws `gate` where `packages` are too few beside what the last run had.
    func check(_ packages: Int) throws {
        guard let old = try previousCount(), old > 0 else { return }
        guard 1 - Double(packages) / Double(old) <= configuration.maximumShrink else {
            throw FdnixError(
                .gate,
                "\(packages) packages where the last run had \(old): more than FDNIX_MAX_SHRINK "
                    + "\(configuration.maximumShrink) are gone; check the source, raise it, or remove "
                    + configuration.outputPath)
        }
    }

    /// How many packages the last run had, nil where there was none.
    ///
    /// A database that is damaged or of another version is about to be replaced, and so must not stop the run; what
    /// else the last run left tells the number then. One that cannot be opened for another reason (another process
    /// writes to it, it may not be read) stops the run: it could not be compared with.
    func previousCount() throws -> Int? {
        let path = configuration.outputPath
        guard FileSystem.exists(path) else { return nil }
        do { return try count(path) } catch let error as FdnixError where Self.tellsOfContents(error) {
            let (number, file) = countElsewhere() ?? (nil, nil)
            let comparison =
                if let number, let file {
                    "the new packages are compared with the \(number.grouped) of \(file)"
                } else {
                    "nothing beside it tells how many packages the last run had, so a loss of packages is not noticed"
                }
            Logger.indexer.warning("\(error); it is made anew, and \(comparison)")
            return number
        }
    }

    private static func tellsOfContents(_ error: FdnixError) -> Bool {
        [.corrupt, .incompatible, .database].contains(error.code)
    }

    /// What the manifest or the index says, whichever can be read; damage there is not news beside the database's.
    private func countElsewhere() -> (Int?, String?)? {
        if let manifest = try? JSONValue.parse(FileSystem.read(configuration.manifestPath)),
            let packages = manifest["packages"]?.int.flatMap({ Int(exactly: $0) }), packages > 0
        {
            return (packages, configuration.manifestPath)
        }
        if let index = try? SearchIndex(path: configuration.indexPath, schema: .packages) {
            return (index.documentCount, configuration.indexPath)
        }
        return nil
    }
}
