import Basics
import PackageSearch
import RemoteModels
import TransformerEmbedding

extension QueryModels {
    /// What embeds queries for indexes that do not carry their model: transformers in this process, loaded at the first
    /// query, and Bedrock as the environment says.
    static let ofProgram = QueryModels(budget: nil) { modelID, _ in LocalModel.named(modelID) }
        .or(.bedrock(environment: ProcessEnvironment.current))
}
