public import AWS

/// The services that are spoken to, as AWS's endpoint rules and signatures name them.
extension AWSService {
    /// Amazon S3, objects in buckets: `S3ObjectStore`.
    public static let s3 = AWSService(
        "S3", environmentName: "S3", label: "s3", dualStack: .labelled, format: .xml, pathRule: .asSent,
        statesPayload: true)
    /// Amazon DynamoDB, items in tables: `DynamoTable`.
    public static let dynamoDB = AWSService(
        "DynamoDB", environmentName: "DYNAMODB", label: "dynamodb", governmentFIPS: .plain,
        format: .json(version: "1.0", target: "DynamoDB_20120810"))
    /// The changes of DynamoDB tables, in shards.
    public static let dynamoDBStreams = AWSService(
        "DynamoDB Streams", environmentName: "DYNAMODB_STREAMS", label: "streams.dynamodb",
        dualStack: .domain(label: "streams-dynamodb"), governmentFIPS: .plain,
        format: .json(version: "1.0", target: "DynamoDBStreams_20120810"), signingName: "dynamodb")
    /// Amazon SQS, messages in queues: `SQSQueue`.
    public static let sqs = AWSService(
        "SQS", environmentName: "SQS", label: "sqs", governmentFIPS: .plain,
        format: .json(version: "1.0", target: "AmazonSQS"))
    /// Amazon Textract, which reads pages off their pictures: `TextractClient`.
    public static let textract = AWSService(
        "Textract", environmentName: "TEXTRACT", label: "textract", format: .json(version: "1.1", target: "Textract"))
    /// Amazon Transcribe, which writes down what is said: `TranscribeClient`.
    public static let transcribe = AWSService(
        "Transcribe", environmentName: "TRANSCRIBE", label: "transcribe", commercialFIPSLabel: "fips.transcribe",
        chinaLabel: "cn.transcribe", governmentFIPS: .asCommercial,
        format: .json(version: "1.1", target: "Transcribe"))
    /// AWS Secrets Manager: `SecretsManagerClient`.
    public static let secretsManager = AWSService(
        "Secrets Manager", environmentName: "SECRETS_MANAGER", label: "secretsmanager", dualStack: .usual,
        format: .json(version: "1.1", target: "secretsmanager"))
    /// AWS Lambda: layers, functions and their aliases.
    public static let lambda = AWSService("Lambda", environmentName: "LAMBDA", label: "lambda", format: .restJSON)
    /// Amazon Bedrock's control plane: batch jobs, the list of models.
    public static let bedrock = AWSService("Bedrock", environmentName: "BEDROCK", label: "bedrock", format: .restJSON)
    /// Amazon Bedrock's models, one call at a time.
    public static let bedrockRuntime = AWSService(
        "Bedrock Runtime", environmentName: "BEDROCK_RUNTIME", relatedEnvironmentName: "BEDROCK",
        label: "bedrock-runtime", format: .restJSON,
        signingName: "bedrock")
    /// Models behind Amazon SageMaker's endpoints.
    public static let sageMakerRuntime = AWSService(
        "SageMaker Runtime", environmentName: "SAGEMAKER_RUNTIME", label: "runtime.sagemaker",
        commercialFIPSLabel: "runtime-fips.sagemaker", governmentFIPS: .plain, format: .restJSON,
        signingName: "sagemaker")
}
