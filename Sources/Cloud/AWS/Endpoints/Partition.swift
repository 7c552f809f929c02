/// A part of AWS with domains of its own
/// (docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html).
struct Partition: Sendable, Hashable {
    let name: String
    let domain: String
    let dualStackDomain: String

    /// The partition of a region; a region that none is known for is one of the commercial partition.
    init(region: String) {
        let found = Self.prefixed.first { region.hasPrefix($0.prefix) }?.partition
        self = found ?? Partition("aws", "amazonaws.com", "api.aws")
    }

    private init(_ name: String, _ domain: String, _ dualStackDomain: String) {
        self.name = name
        self.domain = domain
        self.dualStackDomain = dualStackDomain
    }

    private static let prefixed: [(prefix: String, partition: Partition)] = [
        ("cn-", Partition("aws-cn", "amazonaws.com.cn", "api.amazonwebservices.com.cn")),
        ("us-gov-", Partition("aws-us-gov", "amazonaws.com", "api.aws")),
        ("us-isob-", Partition("aws-iso-b", "sc2s.sgov.gov", "api.aws.scloud")),
        ("us-isof-", Partition("aws-iso-f", "csp.hci.ic.gov", "api.aws.hci.ic.gov")),
        ("us-iso-", Partition("aws-iso", "c2s.ic.gov", "api.aws.ic.gov")),
        ("eu-isoe-", Partition("aws-iso-e", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk")),
        ("eusc-", Partition("aws-eusc", "amazonaws.eu", "api.amazonwebservices.eu")),
    ]
}
