import Catalog
import PackageSearch

/// The databases keep the same facts as the index, row by row in `fdnix_meta`.
extension BuildInfo {
    /// What a database tells of the run that made it.
    init(_ metadata: Metadata) {
        self.init()
        func text(_ key: Metadata.Key) -> String? {
            guard let text = metadata[key], !text.isEmpty, text != Self.unknown else { return nil }
            return text
        }
        runID = text(.runID)
        builtAt = text(.builtAt)
        indexerVersion = text(.indexerVersion)
        source = text(.source)
        nixpkgsRevision = text(.nixpkgsRevision)
        nixpkgsChannel = text(.nixpkgsChannel)
        packages = metadata.int(.packageCount) ?? 0
        embeddings = metadata.int(.embeddingCount) ?? 0
        embeddingModel = text(.embeddingModel)
        embeddingDimension = metadata.int(.embeddingDimension) ?? 0
        embeddingTemplate = text(.embeddingTemplate)
    }

    /// The rows of `fdnix_meta` that tell of the run alone.
    var run: Metadata {
        var run = Metadata()
        run[.runID] = runID ?? ""
        run[.builtAt] = builtAt ?? ""
        run[.indexerVersion] = indexerVersion ?? ""
        run[.source] = source ?? ""
        run[.nixpkgsRevision] = nixpkgsRevision ?? Self.unknown
        run[.nixpkgsChannel] = nixpkgsChannel ?? Self.unknown
        return run
    }
}
