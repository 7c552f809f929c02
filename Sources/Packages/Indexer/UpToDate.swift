import Basics
import Catalog
import Digests
import Embedding
import JSON
import Nixpkgs
import PackageSearch
import SearchEngine

/// Decides whether a run would only make again what is there.
public enum UpToDate {
    /// Whether the manifest beside the artifacts tells of the same input and settings, and the artifacts are as long
    /// as it says. Only inputs whose bytes are at hand (files and the sample) can be recognised.
    ///
    /// Throws where the input or a file that a setting names is there and cannot be read.
    public static func holds(_ configuration: IndexerConfiguration) throws -> Bool {
        // A manifest or an index that is damaged is a reason to make it again, not to stop.
        guard let fingerprint = try fingerprint(configuration),
            let manifest = try? JSONValue.parse(FileSystem.read(configuration.manifestPath)),
            manifest["fingerprint"]?.string == fingerprint,
            let written = FileSystem.modificationTime(of: configuration.manifestPath),
            (try? SearchIndex(path: configuration.indexPath, schema: .packages)) != nil
        else { return false }
        var sizes: [String: Int64] = [:]
        for artifact in manifest["artifacts"]?.array ?? [] {
            if let key = artifact["key"]?.string { sizes[key] = artifact["bytes"]?.int }
        }
        return [configuration.outputPath, configuration.minifiedPath, configuration.indexPath].allSatisfy { path in
            // The manifest comes last: an artifact after it belongs to a run that did not finish.
            guard let size = FileSystem.size(of: path), let changed = FileSystem.modificationTime(of: path) else {
                return false
            }
            return Int64(size) == sizes[FileSystem.name(of: path)] && changed <= written
        }
    }

    /// SHA-256 of the input and of all that shapes the artifacts, nil where the input is not at hand.
    static func fingerprint(_ configuration: IndexerConfiguration) throws -> String? {
        guard configuration.mode == .both else { return nil }
        var hash = try Digest(.sha256)
        if configuration.source == .sample {
            hash.update(configuration.sourceOptions.sample)
        } else if let path = path(configuration), FileSystem.exists(path) {
            hash.update(ByteView(try MappedFile(path: path)))
        } else {
            return nil
        }
        // The program's own data shapes the index as well.
        for file in KnowledgeTable.File.allCases { hash.update(ByteView(static: file.bytes)) }
        if let programs = configuration.programsPath { hash.update(ByteView(try MappedFile(path: programs))) }
        let model = try EmbeddingModel(configuration)
        if let sections = model.sections { hash.update(sections.rows) }
        hash.update(Array(try configuration.fullText.stopWords.text().utf8))
        hash.update(Array(settings(configuration, model).utf8))
        return hash.finalize().hexadecimal
    }

    /// Every setting that shapes the artifacts, a line `key=value` each. What is told by the contents of a file (the
    /// model, stop words, programs) is hashed there.
    static func settings(_ configuration: IndexerConfiguration, _ model: EmbeddingModel) -> String {
        let hnsw = configuration.vectorIndexParameters
        let revision = configuration.sourceOptions.revision ?? path(configuration).flatMap(Revision.beside)
        let settings: [(key: String, value: String)] = [
            ("version", fdnixVersion), ("index_format", String(SearchIndex.formatVersion)),
            ("tables", Metadata.schemaVersion), ("nixpkgs_revision", revision ?? BuildInfo.unknown),
            ("embeddings", String(configuration.embeddings)), ("model", model.modelID),
            ("dimension", String(model.dimension)),
            ("template", model.template.name), ("stop_words", configuration.fullText.stopWords.name),
            ("stemmer", configuration.fullText.stemmer), ("index_name", configuration.fullText.indexName),
            ("hnsw", configuration.vectorIndex.rawValue), ("hnsw_m", String(hnsw.m)),
            ("hnsw_ef_construction", String(hnsw.efConstruction)), ("hnsw_ef_search", String(hnsw.efSearch)),
        ]
        return settings.map { "\($0.key)=\($0.value)\n" }.joined()
    }

    private static func path(_ configuration: IndexerConfiguration) -> String? {
        switch configuration.source {
        case .document(let place): place ?? configuration.sourceOptions.packages
        case .automatic: configuration.sourceOptions.packages
        default: nil
        }
    }
}
