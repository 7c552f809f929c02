public import Basics
import HTTPTransport

/// What a service answered instead of a result: the error beneath the `FdnixError`s of this module that are not of the
/// network.
public struct AWSError: RetryableError, Hashable, CustomStringConvertible {
    /// The service's name, such as `DynamoDB`.
    public var service: String
    /// The operation that failed, such as `PutItem`.
    public var operation: String
    /// The HTTP status; 200 where a reply that began as a success turned out an error.
    public var status: Int
    /// The service's name of the error, such as `AccessDeniedException`.
    public var code: String
    /// The service's words, one line; may be empty.
    public var message: String
    /// What the service calls the request by, for its support; empty where it did not say.
    public var requestID: String
    /// How long the service wants to be left alone, in seconds.
    public var retryAfter: Int?
    /// The time at which the service answered, in seconds since 1970; nil where it did not say.
    public var serverTime: Int?
    /// The body of the reply, for what single operations add to an error.
    public var body: [UInt8]

    /// Whether the service was asked too much of, and the same will do later.
    public var isThrottling: Bool { status == 429 || Self.throttling.contains(code) }

    /// Whether the key was good and has ended, or is not known yet everywhere.
    public var isExpiredKey: Bool { Self.expired.contains(code) }

    /// Whether the service's clock shows another time than the request.
    var isClockSkew: Bool {
        Self.skewed.contains(code)
            || (Self.maybeSkewed.contains(code)
                && (message.contains("Signature expired") || message.contains("not yet current")))
    }

    /// Whether the same request may succeed a little later.
    public var isRetryable: Bool { isThrottling || isTransient }

    private var isTransient: Bool {
        [500, 502, 503, 504].contains(status) || Self.transient.contains(code)
    }

    /// `PutItem: ThrottlingException: Rate exceeded`, and the number of the request.
    public var description: String {
        let words = message.isEmpty ? code : "\(code): \(message)"
        return "\(service) \(operation): \(words)" + (requestID.isEmpty ? "" : " (request \(requestID))")
    }

    private static let throttling: Set<String> = [
        "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException", "RequestThrottled",
        "TooManyRequestsException", "ProvisionedThroughputExceededException", "TransactionInProgressException",
        "RequestLimitExceeded", "BandwidthLimitExceeded", "LimitExceededException", "SlowDown",
        "PriorRequestNotComplete",
        "EC2ThrottledException", "TransactionConflictException",
    ]
    private static let transient: Set<String> = [
        "RequestTimeout", "RequestTimeoutException", "InternalError", "InternalFailure", "InternalServerError",
        "InternalServerException", "ServiceUnavailable", "ServiceUnavailableException", "ModelTimeoutException",
        "ModelNotReadyException", "IDPCommunicationError", "BadDigest", "IncompleteBody", "OperationAborted",
    ]
    private static let expired: Set<String> = [
        "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired",
    ]
    private static let skewed: Set<String> = ["RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture"]
    private static let maybeSkewed: Set<String> = [
        "InvalidSignatureException", "SignatureDoesNotMatch", "AuthFailure", "AccessDenied",
    ]
}

extension FdnixError {
    /// The error of callers, with advice for what a user can mend.
    init(_ error: AWSError) {
        var context = ["aws_service": error.service, "aws_operation": error.operation, "aws_code": error.code]
        if !error.requestID.isEmpty { context["aws_request_id"] = error.requestID }
        self.init(error.kind, error.description + error.advice, underlying: error, context: context)
    }
}

extension AWSError {
    fileprivate var kind: FdnixError.Code {
        if isThrottling { return .throttled }
        if Self.notFound.contains(code) || status == 404 { return .notFound }
        if Self.conflicts.contains(code) || status == 412 { return .conflict }
        if Self.denials.contains(code) || isExpiredKey || isClockSkew || status == 401 || status == 403 {
            return .denied
        }
        return .service
    }

    fileprivate var advice: String {
        switch code {
        case "AccessDenied", "AccessDeniedException", "Forbidden", "403":
            ": allow it in the IAM policy of these credentials, or use others"
        case "InvalidAccessKeyId", "InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch",
            "InvalidSignatureException", "IncompleteSignature":
            ": check the access key and its secret (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_PROFILE)"
        case "ExpiredToken", "ExpiredTokenException": ": sign in again, the session is over"
        case "PermanentRedirect", "AuthorizationHeaderMalformed", "301":
            ": set AWS_REGION to the bucket's region"
        case "NoSuchBucket": ": create the bucket, or correct its name"
        default: ""
        }
    }

    private static let notFound: Set<String> = [
        "NoSuchKey", "NoSuchBucket", "NoSuchUpload", "NotFound", "ResourceNotFoundException", "NotFoundException",
        "QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue",
    ]
    private static let conflicts: Set<String> = [
        "PreconditionFailed", "ConditionalCheckFailedException", "ConditionalRequestConflict", "ConflictException",
        "ResourceConflictException", "PreconditionFailedException",
    ]
    private static let denials: Set<String> = [
        "AccessDenied", "AccessDeniedException", "UnrecognizedClientException", "InvalidClientTokenId",
        "InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidSignatureException", "IncompleteSignature",
        "MissingAuthenticationToken", "OptInRequired", "InvalidToken",
    ]
}
