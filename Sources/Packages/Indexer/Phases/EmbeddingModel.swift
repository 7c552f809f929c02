import Basics
import Catalog
import Embedding
import RemoteEmbedding
import StaticEmbedding
import TransformerEmbedding

/// The model of a run with the texts it wants.
struct EmbeddingModel {
    /// Where it is.
    enum Place {
        /// In this process; so many texts are embedded and kept at a time.
        case local(any Embedder, textsAtOnce: Int)
        /// At Amazon Bedrock.
        case bedrock(BedrockSetup)
    }

    let place: Place
    /// Names the model; vectors of different models are never compared.
    let modelID: String
    /// How many numbers a vector has.
    let dimension: Int
    /// The model's bytes, which the index carries along so that queries are embedded as the packages were; nil for a
    /// model that is somewhere else.
    let sections: ModelSections?
    let template: EmbeddingTemplate

    /// The bundled model, the one at the configured path, a transformer, or Bedrock's.
    init(_ configuration: IndexerConfiguration) throws {
        if let setup = configuration.bedrock {
            place = .bedrock(setup)
            (modelID, dimension) = (setup.model.id, setup.dimension)
            sections = nil
            template = .labelled(limit: setup.model.characterLimit)
            return
        }
        template = .words
        // An interrupted run loses what is embedded at once: some seconds, some tenths of one.
        if let model = configuration.transformer {
            place = .local(model, textsAtOnce: 4096)
            (modelID, dimension) = (model.modelID, model.dimension)
            sections = nil
        } else {
            let model = try Self.staticModel(configuration)
            place = .local(model, textsAtOnce: 131_072)
            (modelID, dimension) = (model.modelID, model.dimension)
            sections = model.sections
        }
        if let wanted = configuration.dimension, wanted != dimension {
            throw FdnixError(
                .incompatible,
                "BEDROCK_OUTPUT_DIMENSIONS is \(wanted), but the model \(modelID) makes vectors of "
                    + "\(dimension) numbers: unset it, or choose another model")
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
        VectorCache.Key(modelID: modelID, dimension: dimension, templateVersion: template.version)
    }

    /// Options of a full database whose packages this model embeds.
    func databaseOptions(run: Metadata) -> FullDatabaseOptions {
        FullDatabaseOptions(run: run, template: template, modelID: modelID, dimension: dimension)
    }
}
