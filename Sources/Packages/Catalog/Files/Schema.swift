/// The tables of the databases; column order is part of the contract.
enum Schema {
    static func full(dimension: Int) -> String {
        """
        CREATE TABLE packages (
          package_id TEXT PRIMARY KEY, packageName TEXT, version TEXT, attributePath TEXT, description TEXT,
          longDescription TEXT, homepage TEXT, license TEXT, platforms TEXT, maintainers TEXT, broken BOOLEAN,
          unfree BOOLEAN, available BOOLEAN, insecure BOOLEAN, unsupported BOOLEAN, mainProgram TEXT, position TEXT,
          outputsToInstall TEXT, lastUpdated TEXT, hasEmbedding BOOLEAN, content_hash HUGEINT,
          text_hash TEXT, category TEXT, homepages TEXT, outputs TEXT, badPlatforms TEXT, knownVulnerabilities TEXT,
          changelog TEXT, downloadPage TEXT, teams TEXT, category_source TEXT);
        \(ftsSource)
        CREATE TABLE package_outputs (package_id TEXT PRIMARY KEY, output TEXT NOT NULL);
        CREATE TABLE embeddings (package_id TEXT PRIMARY KEY, vector FLOAT[\(dimension)] NOT NULL);
        \(metadata)
        CREATE VIEW embeddings_content_hashes AS
          SELECT p.content_hash, any_value(e.vector) AS vector
          FROM packages p JOIN embeddings e USING (package_id) GROUP BY p.content_hash;
        """
    }

    static func minified(dimension: Int) -> String {
        """
        CREATE TABLE packages (
          package_id TEXT PRIMARY KEY, packageName TEXT, version TEXT, attributePath TEXT, description TEXT,
          homepage TEXT, license TEXT, maintainers TEXT, broken BOOLEAN, unfree BOOLEAN, available BOOLEAN,
          insecure BOOLEAN, unsupported BOOLEAN, mainProgram TEXT, hasEmbedding BOOLEAN, content_hash HUGEINT,
          category TEXT, platforms TEXT, licenseJson TEXT, position TEXT, knownVulnerabilities TEXT,
          longDescription TEXT, category_source TEXT);
        \(ftsSource)
        CREATE TABLE embeddings_q8 (
          package_id TEXT PRIMARY KEY, scale FLOAT NOT NULL, vector TINYINT[\(dimension)] NOT NULL);
        CREATE VIEW embeddings AS
          SELECT package_id, ([x * scale for x in vector])::FLOAT[\(dimension)] AS vector FROM embeddings_q8;
        \(metadata)
        """
    }

    static let vectorCache = """
        CREATE TABLE vector_cache (
          model_id TEXT, dimensions INTEGER, template_version INTEGER, text_hash TEXT, vector FLOAT[] NOT NULL,
          created_at TEXT, last_used_at TEXT, PRIMARY KEY (model_id, dimensions, template_version, text_hash));
        """

    private static let ftsSource = "CREATE TABLE packages_fts_source (package_id TEXT PRIMARY KEY, text TEXT NOT NULL);"
    private static let metadata = "CREATE TABLE fdnix_meta (key TEXT PRIMARY KEY, value TEXT);"
}
