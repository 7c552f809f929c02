import Basics
import Crypto
import Embedding
import JSON
import Nixpkgs
import PackageSearch
import SearchIndex

/// Decides whether a run would only make again what is there.
public enum UpToDate {
    /// Whether the manifest beside the artifacts tells of the same input and settings, and the artifacts are as long
    /// as it says. Only inputs whose bytes are at hand (files and the sample) can be recognised.
    public static func holds(_ configuration: IndexerConfiguration) -> Bool {
        let manifestPath = "\(FileSystem.directory(of: configuration.outputPath))/manifest.json"
        guard let fingerprint = fingerprint(configuration),
            let manifest = try? JSONValue.parse(FileSystem.read(manifestPath)),
            manifest["fingerprint"]?.string == fingerprint,
            let written = FileSystem.modificationTime(of: manifestPath)
        else { return false }
        var sizes: [String: Int64] = [:]
        for artifact in manifest["artifacts"]?.array ?? [] {
            if let key = artifact["key"]?.string { sizes[key] = artifact["bytes"]?.int }
        }
        guard (try? SearchIndex(path: configuration.indexPath)) != nil else { return false }
        return [configuration.outputPath, configuration.minifiedPath, configuration.indexPath].allSatisfy { path in
            // The manifest comes last: an artifact after it belongs to a run that did not finish.
            guard let size = FileSystem.size(of: path), let changed = FileSystem.modificationTime(of: path) else {
                return false
            }
            return Int64(size) == sizes[FileSystem.name(of: path)] && changed <= written
        }
    }

    /// A hash of the input and of the settings that shape the artifacts, nil where the input is not at hand.
    static func fingerprint(_ configuration: IndexerConfiguration) -> String? {
        guard configuration.mode == .both else { return nil }
        var hash = SHA256()
        if configuration.source == .sample {
            hash.update(data: configuration.sourceOptions.sample)
        } else if let path = path(configuration), let file = try? MappedFile(path: path) {
            hash.update(bufferPointer: file.bytes)
        } else {
            return nil
        }
        // The program's own data shapes the index as well.
        for file in KnowledgeTable.File.allCases { hash.update(bufferPointer: file.bytes) }
        if let programs = configuration.programsPath, let file = try? MappedFile(path: programs) {
            hash.update(bufferPointer: file.bytes)
        }
        guard let model = try? EmbeddingModel(configuration).model else { return nil }
        hash.update(bufferPointer: model.sections.rows.bytes)
        let settings =
            "\(fdnixVersion) \(SearchIndex.formatVersion) \(configuration.embeddings) \(configuration.vectorIndex) \(configuration.fullText) "
            + "\(configuration.vectorIndexParameters) "
            + "\(configuration.sourceOptions.revision ?? "")"
        hash.update(data: Array(settings.utf8))
        return hexadecimal(hash.finalize())
    }

    private static func path(_ configuration: IndexerConfiguration) -> String? {
        switch configuration.source {
        case .document(let place): place ?? configuration.sourceOptions.packages
        case .automatic: configuration.sourceOptions.packages
        default: nil
        }
    }
}

/// The lower-case hexadecimal digits of a hash.
func hexadecimal(_ digest: SHA256.Digest) -> String {
    let digits = Array("0123456789abcdef")
    return digest.reduce(into: "") { text, byte in
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
    }
}
