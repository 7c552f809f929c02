import AWS
import AWSServices
import Basics
import Indexer
import Publishing
import RemoteEmbedding

/// What runs are given of AWS, as the environment says.
enum AmazonCloud {
    /// Embedders of many texts by Bedrock; settings of AWS are read when a run asks for one.
    static let embedders: BulkEmbedders = { setup, version, directory, logger in
        BedrockEmbedding(try AWSConfiguration(environment: ProcessEnvironment.current))
            .bulkEmbedder(setup, templateVersion: version, directory: directory, logger: logger)
    }

    /// Buckets and layers; nil where a run writes local files only, so that it reads no settings of AWS. Throws `usage`
    /// for settings that cannot be read.
    static func run(_ configuration: IndexerConfiguration) throws -> RunCloud? {
        guard configuration.publishing != nil else { return nil }
        let settings = try AWSConfiguration(environment: ProcessEnvironment.current)
        return RunCloud(
            objects: { S3ObjectStore($0, settings) },
            layers: { LambdaLayerService(LambdaClient(settings), $0) })
    }
}
