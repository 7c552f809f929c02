import Basics
import Catalog
import Embedding

/// The model of a run with the texts it wants.
struct EmbeddingModel {
    let model: StaticModel
    let template: EmbeddingTemplate

    /// The bundled model, or the one at the configured path.
    init(_ configuration: IndexerConfiguration) throws {
        if let path = configuration.modelPath {
            guard FileSystem.exists(path) else {
                throw FdnixError(
                    .notFound, "no embedding model at \(path): correct FDNIX_MODEL, or unset it for the bundled one")
            }
            model =
                path.hasSuffix(".safetensors") ? try StaticModel(safetensors: path) : try StaticModel(directory: path)
        } else {
            model = try StaticModel.bundled()
        }
        template = .words
        if let dimension = configuration.dimension, dimension != model.dimension {
            throw FdnixError(
                .incompatible,
                "BEDROCK_OUTPUT_DIMENSIONS is \(dimension), but the model \(model.modelID) makes vectors of \(model.dimension) numbers: unset it, or choose another model"
            )
        }
    }

    var key: VectorCache.Key {
        VectorCache.Key(modelID: model.modelID, dimension: model.dimension, templateVersion: template.version)
    }
}
