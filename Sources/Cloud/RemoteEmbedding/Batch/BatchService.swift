public import AWSServices

/// Where jobs of model calls run: Amazon Bedrock, or what a test puts in its place.
///
/// Errors are those of `BedrockClient`, whose operations these are.
public protocol BatchService: Sendable {
    /// Starts a job; gives its ARN. The same token again gives the same job.
    func createInvocationJob(_ job: InvocationJobRequest) async throws -> String
    /// A job as it is now.
    func invocationJob(_ arn: String) async throws -> InvocationJob
    /// Asks a job to stop.
    func stopInvocationJob(_ arn: String) async throws
    /// All jobs whose name contains `text`.
    func invocationJobs(nameContains text: String) async throws -> [InvocationJob]
}

extension BedrockClient: BatchService {}
