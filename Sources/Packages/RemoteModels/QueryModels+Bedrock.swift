import AWS
public import PackageSearch
import RemoteEmbedding

extension QueryModels {
    /// The models of Amazon Bedrock, for indexes whose packages one of them embedded; asked as the environment says.
    ///
    /// The environment is read, and credentials are looked for, when an index of that kind is opened: others cost nothing.
    public static func bedrock(environment: [String: String]) -> QueryModels {
        QueryModels { modelID, dimension in
            guard BedrockModel(modelID).isKnown else { return nil }
            let bedrock = BedrockEmbedding(try AWSConfiguration(environment: environment))
            return bedrock.queryEmbedder(model: modelID, dimension: dimension)
        }
    }
}
