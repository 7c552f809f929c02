public import Basics
public import HTTPTransport
import Settings

/// Where services are: by region and variant, or where the user says (`AWS_ENDPOINT_URL…`;
/// docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html).
public struct EndpointRules: Sendable {
    /// Whether endpoints with FIPS-validated cryptography are used.
    public var usesFIPS = false
    /// Whether endpoints with IPv4 and IPv6 addresses are used.
    public var usesDualStack = false
    /// Whether buckets stand in the path instead of the host; nil: in the path of endpoints that the user named.
    public var pathStyle: Bool?
    /// The endpoint of a service, by its `environmentName`; that of all services under an empty name.
    public var overrides: [String: URLParts] = [:]

    /// The public endpoints of AWS, in one variant for all.
    public init() {}

    private func override(_ service: AWSService) -> URLParts? {
        overrides[service.environmentName] ?? service.relatedEnvironmentName.flatMap { overrides[$0] } ?? overrides[""]
    }

    /// The address of a service, to which paths are appended; of S3 that of a bucket, where one is given. Throws `usage` for
    /// a region that cannot be one, and for variants that are nowhere offered.
    public func endpoint(of service: AWSService, in region: String, bucket: String? = nil) throws(FdnixError)
        -> URLParts
    {
        if let override = override(service) {
            guard let bucket else { return override }
            return try Self.address(override, bucket, inPath: pathStyle ?? true)
        }
        guard Self.isLabel(region) else {
            throw FdnixError(
                .usage, "\"\(region.printable(onOneLine: true))\" cannot be an AWS region: correct AWS_REGION")
        }
        let address = try URLParts("https://\(host(of: service, in: region, Partition(region: region)))")
        guard let bucket else { return address }
        return try Self.address(address, bucket, inPath: pathStyle ?? false)
    }

    private func host(
        of service: AWSService, in region: String, _ partition: Partition
    ) throws(FdnixError) -> String {
        var label = service.label
        if usesFIPS {
            guard service.format != .xml || partition.name != "aws-cn" else {
                throw FdnixError(
                    .usage, "\(service.name) has no FIPS endpoints in \(region): unset AWS_USE_FIPS_ENDPOINT")
            }
            if let special = fipsLabel(of: service, partition) { label = special }
        } else if !usesDualStack, partition.name == "aws-cn", let special = service.chinaLabel {
            label = special
        }
        guard usesDualStack else { return "\(label).\(region).\(partition.domain)" }
        let isOld = ["aws", "aws-cn", "aws-us-gov"].contains(partition.name)
        switch service.dualStack {
        case .labelled: return "\(label).dualstack.\(region).\(partition.domain)"
        case .usual where isOld && !(usesFIPS && partition.name == "aws-cn"):
            return "\(label).\(region).\(partition.domain)"
        case .domain(let other?):
            if isOld { label = other + (usesFIPS ? "-fips" : "") }
            return "\(label).\(region).\(partition.dualStackDomain)"
        case .usual, .domain(nil): return "\(label).\(region).\(partition.dualStackDomain)"
        }
    }

    /// The first part of the host of a FIPS endpoint; nil where it is the plain label.
    private func fipsLabel(of service: AWSService, _ partition: Partition) -> String? {
        let usual = "\(service.label)-fips"
        guard !usesDualStack else { return usual }
        switch (partition.name, service.governmentFIPS) {
        case ("aws-us-gov", .plain): return nil
        case ("aws", _), ("aws-us-gov", .asCommercial): return service.commercialFIPSLabel ?? usual
        default: return usual
        }
    }

    /// A bucket stands in the host where it can: a name with dots is not one that certificates cover, and other names are
    /// not host names.
    private static func address(_ base: URLParts, _ bucket: String, inPath: Bool) throws(FdnixError) -> URLParts {
        let path = base.path == "/" ? "" : String(base.path)
        if !inPath, isLabel(bucket), bucket.utf8.count >= 3 {
            return try URLParts("\(base.scheme.rawValue)://\(bucket).\(base.authority)\(path)")
        }
        return try URLParts("\(base.origin)\(path)/\(PercentEncoding.encode(bucket))")
    }

    /// Whether a text can be a part of a host's name.
    private static func isLabel(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 63 && !text.hasPrefix("-") && !text.hasSuffix("-")
            && text.utf8.allSatisfy { byte in
                (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D
            }
    }
}

extension EndpointRules {
    /// What the environment and the chosen profile say. Mistakes are told to `settings`.
    init(_ settings: inout Settings, _ shared: SharedConfiguration) {
        func flag(_ variable: String, _ setting: String) -> Bool {
            settings.bool(variable, default: Settings.flag(shared.setting(setting) ?? "") ?? false)
        }
        usesFIPS = flag("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint")
        usesDualStack = flag("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint")
        switch settings.string("AWS_S3_ADDRESSING_STYLE") ?? shared.setting("s3.addressing_style") {
        case "path": pathStyle = true
        case "virtual": pathStyle = false
        case nil, "auto": pathStyle = nil
        case let style?: settings.problem("AWS_S3_ADDRESSING_STYLE is \"\(style)\": use path, virtual or auto")
        }
        guard !flag("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls") else { return }
        take(shared.setting("endpoint_url"), of: "", "endpoint_url", &settings)
        for name in Self.services {
            take(shared.setting("endpoint_url", of: name.lowercased()), of: name, "endpoint_url of \(name)", &settings)
        }
        if let all = settings.string("AWS_ENDPOINT_URL") {
            // One for all in the environment wins over those of single services in the file.
            overrides = [:]
            take(all, of: "", "AWS_ENDPOINT_URL", &settings)
        }
        let prefix = "AWS_ENDPOINT_URL_"
        for (name, value) in settings.environment where name.hasPrefix(prefix) {
            take(value.isEmpty ? nil : value, of: String(name.dropFirst(prefix.count)), name, &settings)
        }
    }

    /// The services whose endpoints a `services` section may name.
    private static let services = [
        "S3", "DYNAMODB", "DYNAMODB_STREAMS", "SQS", "STS", "LAMBDA", "BEDROCK", "BEDROCK_RUNTIME", "SAGEMAKER_RUNTIME",
        "TEXTRACT", "TRANSCRIBE", "SECRETS_MANAGER",
    ]

    private mutating func take(_ text: String?, of service: String, _ setting: String, _ settings: inout Settings) {
        guard let text else { return }
        do throws(FdnixError) { overrides[service] = try URLParts(text) } catch {
            settings.problem("\(setting): \(error.message)")
        }
    }
}
