/// A service as endpoint rules, signatures and formats know it.
public struct AWSService: Sendable, Hashable {
    /// How requests and replies are written.
    public enum Format: Sendable, Hashable {
        /// AWS JSON 1.0 or 1.1: one address, the operation in `X-Amz-Target` after the prefix.
        case json(version: String, target: String)
        /// Addresses a resource each, with bodies of JSON.
        case restJSON
        /// Addresses a resource each, with bodies of XML.
        case xml
        /// Forms with the operation in `Action`, and replies of XML.
        case query(version: String)
    }

    /// How the dual-stack endpoint is called.
    public enum DualStack: Sendable, Hashable {
        /// By a domain of its own, before it the usual label, or another in the oldest three partitions.
        case domain(label: String?)
        /// By `dualstack` in the usual domain, as S3's.
        case labelled
        /// As usual in the oldest three partitions, whose endpoints have addresses of both kinds.
        case usual
    }

    /// Where the partition for the government of the United States has its FIPS endpoints.
    public enum GovernmentFIPS: Sendable, Hashable {
        /// At the label for FIPS, as other partitions.
        case labelled
        /// At the plain label: all endpoints there are.
        case plain
        /// At the label of the commercial partition.
        case asCommercial
    }

    /// The name for people: `DynamoDB`.
    public let name: String
    /// What follows `AWS_ENDPOINT_URL_`: `DYNAMODB`.
    public let environmentName: String
    /// Another service whose endpoint variable counts where this one's is not set.
    public let relatedEnvironmentName: String?
    /// The first part of the host: `dynamodb`.
    public let label: String
    /// The first part of the host of FIPS endpoints in the commercial partition, where it is not the label and `-fips`.
    public let commercialFIPSLabel: String?
    /// The first part of the host in China, where it is not the label.
    public let chinaLabel: String?
    /// How the dual-stack endpoint is called.
    public let dualStack: DualStack
    /// Where FIPS endpoints are in the partition `aws-us-gov`.
    public let governmentFIPS: GovernmentFIPS
    /// How requests and replies are written.
    public let format: Format
    /// The name in signatures.
    public let signingName: String
    /// How paths are signed.
    public let pathRule: PathRule
    /// Whether requests state the hash of their body in a field.
    public let statesPayload: Bool

    /// A service; what is not given follows from the label, as with most services.
    public init(
        _ name: String, environmentName: String, relatedEnvironmentName: String? = nil, label: String,
        commercialFIPSLabel: String? = nil, chinaLabel: String? = nil,
        dualStack: DualStack = .domain(label: nil), governmentFIPS: GovernmentFIPS = .labelled, format: Format,
        signingName: String? = nil, pathRule: PathRule = .normalised, statesPayload: Bool = false
    ) {
        self.name = name
        self.environmentName = environmentName
        self.relatedEnvironmentName = relatedEnvironmentName
        self.label = label
        self.commercialFIPSLabel = commercialFIPSLabel
        self.chinaLabel = chinaLabel
        self.dualStack = dualStack
        self.governmentFIPS = governmentFIPS
        self.format = format
        self.signingName = signingName ?? label
        self.pathRule = pathRule
        self.statesPayload = statesPayload
    }

    /// AWS STS, which gives temporary keys.
    static let sts = AWSService(
        "STS", environmentName: "STS", label: "sts", governmentFIPS: .plain, format: .query(version: "2011-06-15"))
}
