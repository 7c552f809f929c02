public import Basics

extension Library {
    /// The directory of packaged extensions: `FDNIX_DUCKDB_EXTENSIONS`, else `../extensions` beside the library, else
    /// `/opt/fdnix/duckdb`; nil when there is none, and DuckDB's own default holds.
    public var extensionDirectory: String? {
        if let stated = ProcessEnvironment.current["FDNIX_DUCKDB_EXTENSIONS"], !stated.isEmpty { return stated }
        var candidates = ["/opt/fdnix/duckdb"]
        if path.contains("/") { candidates.insert("\(FileSystem.directory(of: path))/../extensions", at: 0) }
        return candidates.first { FileSystem.exists($0) }
    }

    /// The file of an extension in `extensionDirectory`: in DuckDB's own layout (`v1.5.5/linux_amd64/…`) or flat.
    func extensionFile(_ name: String) -> String? {
        guard let directory = extensionDirectory else { return nil }
        let file = "\(name).duckdb_extension"
        return ["\(directory)/\(version)/\(Self.platform)/\(file)", "\(directory)/\(file)"]
            .first { FileSystem.exists($0) }
    }

    #if os(macOS)
        private static let system = "osx"
    #else
        private static let system = "linux"
    #endif
    #if arch(arm64)
        private static let platform = "\(system)_arm64"
    #else
        private static let platform = "\(system)_amd64"
    #endif
}

extension Connection {
    /// Loads a packaged extension such as `fts`; nothing is ever downloaded. Throws `database` where it is not there.
    public func loadExtension(_ name: String) throws(FdnixError) {
        let file = database.library.extensionFile(name)
        do {
            try execute("LOAD \(SQL.literal(file ?? name))")
        } catch {
            throw FdnixError(
                .database,
                "cannot load DuckDB's extension \(name): run Scripts/setup, or set FDNIX_DUCKDB_EXTENSIONS to the "
                    + "directory that holds it", underlying: error)
        }
    }

    /// Loads an extension where it is there; false, and nothing loaded, where it is not.
    public func canLoadExtension(_ name: String) -> Bool {
        do {
            try loadExtension(name)
            return true
        } catch { return false }
    }
}
