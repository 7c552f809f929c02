import Basics
import Catalog
import Embedding
import StaticEmbedding

/// The model of a run with the texts it wants.
struct EmbeddingModel {
    let embedder: any Embedder
    /// The model's bytes, which the index carries along so that queries are embedded as the packages were; nil for a
    /// model that is somewhere else.
    let sections: ModelSections?
    let template: EmbeddingTemplate

    /// The bundled model, or the one at the configured path.
    init(_ configuration: IndexerConfiguration) throws {
        let model = try Self.staticModel(configuration)
        embedder = model
        sections = model.sections
        template = .words
        if let dimension = configuration.dimension, dimension != embedder.dimension {
            throw FdnixError(
                .incompatible,
                "BEDROCK_OUTPUT_DIMENSIONS is \(dimension), but the model \(embedder.modelID) makes vectors of "
                    + "\(embedder.dimension) numbers: unset it, or choose another model")
        }
    }

    private static func staticModel(_ configuration: IndexerConfiguration) throws -> StaticModel {
        guard let path = configuration.modelPath else { return try StaticModel.bundled() }
        guard FileSystem.exists(path) else {
            throw FdnixError(
                .notFound, "no embedding model at \(path): correct FDNIX_MODEL, or unset it for the bundled one")
        }
        return path.hasSuffix(".safetensors") ? try StaticModel(safetensors: path) : try StaticModel(directory: path)
    }

    /// What vectors of this model are kept under.
    var key: VectorCache.Key {
        VectorCache.Key(modelID: embedder.modelID, dimension: embedder.dimension, templateVersion: template.version)
    }

    /// Options of a full database whose packages this model embeds.
    func databaseOptions(run: Metadata) -> FullDatabaseOptions {
        FullDatabaseOptions(
            run: run, template: template, modelID: embedder.modelID, dimension: embedder.dimension)
    }
}
