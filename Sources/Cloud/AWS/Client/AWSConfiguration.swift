public import Basics
public import HTTPTransport
public import Logging
import Settings

/// What the clients of all services share: who asks, where, how patiently.
///
/// ```swift
/// let configuration = try AWSConfiguration(environment: ProcessEnvironment.current)
/// let client = AWSClient(.sqs, configuration)
/// ```
public struct AWSConfiguration: Sendable {
    /// The region whose services are asked; nil where none is set.
    public var region: String?
    /// Where keys come from.
    public var credentials: any CredentialsProvider
    /// Where services are: at AWS in one variant, or where the user says.
    public var endpoints: EndpointRules
    /// How often and after what pauses a request is tried: three times, pauses of up to 0.1, 0.2 and so on up to 20 seconds.
    public var retries: RetryPolicy
    /// The limits of one try.
    public var limits = HTTPLimits(connect: .seconds(10), idle: .seconds(60), redirects: 0)
    /// How long a request may take with all its tries; nil for no limit.
    public var timeout: Duration?
    /// The client that all requests go through.
    public var http: HTTPClient
    /// Where tries that failed are told of.
    public var logger: Logger
    let clock: ServerClock
    let quota: RetryQuota

    /// A configuration that is said in full; `now` gives milliseconds since 1970.
    public init(
        region: String?, credentials: any CredentialsProvider, endpoints: EndpointRules = EndpointRules(),
        retries: RetryPolicy = AWSConfiguration.usualRetries, http: HTTPClient = .shared,
        logger: Logger = Logger(label: "fdnix.aws"), now: @escaping @Sendable () -> Int = { Timestamp.milliseconds }
    ) {
        self.region = region
        self.credentials = credentials
        self.endpoints = endpoints
        self.retries = retries
        self.http = http
        self.logger = logger
        clock = ServerClock(now: now)
        quota = RetryQuota()
    }

    /// What the environment and the files in `~/.aws` say
    /// (docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html). Nothing is asked of the network before the first
    /// request. Throws `usage` that names every mistake, `io` for files that cannot be read.
    public init(environment: [String: String], http: HTTPClient = .shared) throws {
        var settings = Settings(environment)
        let shared = try SharedConfiguration(environment: environment)
        let region =
            settings.string("AWS_REGION") ?? settings.string("AWS_DEFAULT_REGION") ?? shared.setting("region")
        let endpoints = EndpointRules(&settings, shared)
        var retries = Self.usualRetries
        retries.attempts = settings.int("AWS_MAX_ATTEMPTS", default: retries.attempts, 1...100)
        var metadata = MetadataHTTP(client: http)
        metadata.quickLimit = .seconds(settings.int("AWS_METADATA_SERVICE_TIMEOUT", default: 1, 1...3600))
        try settings.check()
        self.init(
            region: region,
            credentials: CredentialsCache(
                Self.chain(environment, shared, endpoints, region, metadata)), endpoints: endpoints,
            retries: retries, http: http)
    }

    /// Three tries, pauses of up to 0.1 seconds after the first, twice as long after each further one.
    public static let usualRetries = RetryPolicy(attempts: 3, base: .milliseconds(100), repeatsAnyMethod: true)

    /// Environment, web identity, profile, container, instance: the order of AWS's own tools.
    private static func chain(
        _ environment: [String: String], _ shared: SharedConfiguration, _ endpoints: EndpointRules, _ region: String?,
        _ metadata: MetadataHTTP
    ) -> CredentialsChain {
        let tokens = SecurityTokenService(region: region, endpoints: endpoints, http: metadata.client)
        let variables = EnvironmentCredentials(environment: environment)
        let container = ContainerCredentials(environment: environment, http: metadata)
        let instance = InstanceCredentials(environment: environment, http: metadata)
        let profile = ProfileCredentials(shared: shared, tokens: tokens) { place in
            switch place {
            case "Environment": variables
            case "EcsContainer": container
            case "Ec2InstanceMetadata": instance
            default: nil
            }
        }
        let webIdentity = WebIdentityCredentials(environment: environment, tokens: tokens)
        return CredentialsChain(places: [variables, webIdentity, profile, container, instance])
    }
}
