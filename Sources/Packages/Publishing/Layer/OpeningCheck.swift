import Basics
import Catalog
import DuckDB
import Embedding
import PackageSearch
import SearchEngine

/// Opens what is to be published, as its readers will, and asks it something: an artifact that answers nothing is not
/// published.
public enum OpeningCheck {
    /// What nixpkgs has always had something for.
    public static let queries = ["git", "text editor", "python library"]

    /// Throws `gate` for an index without packages or without an answer to a query, and what opening it throws.
    public static func index(_ path: String) throws {
        let index = try SearchIndex(path: path, schema: .packages)
        guard index.documentCount > 0 else { throw empty(path) }
        let searcher = try PackageSearcher(index)
        for text in queries {
            let results = searcher.search(PreparedQuery(PackageQuery(text), on: index), .nothing)
            guard results.total > 0 else { throw silent(path, text) }
        }
    }

    /// Throws `gate` for a database without packages or without a text that holds a query's words, and what opening it
    /// throws.
    public static func database(_ path: String) throws {
        let database = try Database(path: path, access: .readOnly)
        let connection = try database.connect()
        guard try connection.query("SELECT count(*) FROM packages").scalar(Int.self) ?? 0 > 0 else {
            throw empty(path)
        }
        for text in queries {
            // The words apart: the full-text index needs an extension, which not every machine has.
            let conditions = text.split(separator: " ").map { _ in "contains(lower(text), ?)" }
            let rows = try connection.query(
                "SELECT count(*) FROM packages_fts_source WHERE \(conditions.joined(separator: " AND "))",
                text.split(separator: " ").map { .string(String($0)) })
            guard try rows.scalar(Int.self) ?? 0 > 0 else { throw silent(path, text) }
        }
    }

    private static func empty(_ path: String) -> FdnixError {
        FdnixError(.gate, "\(path) holds no packages; nothing was published")
    }

    private static func silent(_ path: String, _ query: String) -> FdnixError {
        FdnixError(.gate, "\(path) finds nothing for \"\(query)\"; nothing was published")
    }
}
