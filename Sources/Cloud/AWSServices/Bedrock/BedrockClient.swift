public import AWS
import Basics
import HTTPTypes
import JSON

/// Amazon Bedrock's control plane: jobs that call a model for every line of a file, and the list of models
/// (docs.aws.amazon.com/bedrock/latest/APIReference/API_Operations_Amazon_Bedrock.html).
public struct BedrockClient: Sendable {
    private let client: AWSClient

    /// A client that is configured as `configuration` says.
    public init(_ configuration: AWSConfiguration) { client = AWSClient(.bedrock, configuration) }

    /// Starts a job; gives its ARN. The same `token` again gives the same job (CreateModelInvocationJob).
    ///
    /// Throws as `AWSClient.send` does: `ValidationException` for what the service does not take,
    /// `ServiceQuotaExceededException` for too many jobs at once, `ConflictException` for a name that is taken.
    public func createInvocationJob(_ job: InvocationJobRequest) async throws -> String {
        let answer = try await document("CreateModelInvocationJob", .post, "/model-invocation-job", job.body)
        guard let arn = answer["jobArn"]?.string else { throw Self.incomplete("CreateModelInvocationJob") }
        return arn
    }

    /// A job as it is now; throws `notFound` where there is none (GetModelInvocationJob).
    public func invocationJob(_ arn: String) async throws -> InvocationJob {
        let path = "/model-invocation-job/\(PercentEncoding.encode(arn))"
        guard let job = InvocationJob(try await document("GetModelInvocationJob", .get, path)) else {
            throw Self.incomplete("GetModelInvocationJob")
        }
        return job
    }

    /// Asks a job to stop; what it has done so far is paid for. Throws `conflict` where it has ended
    /// (StopModelInvocationJob).
    public func stopInvocationJob(_ arn: String) async throws {
        let path = "/model-invocation-job/\(PercentEncoding.encode(arn))/stop"
        _ = try await document("StopModelInvocationJob", .post, path)
    }

    /// All jobs whose name contains `text` (ListModelInvocationJobs).
    public func invocationJobs(nameContains text: String) async throws -> [InvocationJob] {
        var jobs: [InvocationJob] = []
        var token: String?
        repeat {
            let query = [("nameContains", text), ("maxResults", "100")] + (token.map { [("nextToken", $0)] } ?? [])
            let page = try await document(
                "ListModelInvocationJobs", .get, "/model-invocation-jobs", query: query)
            jobs += (page["invocationJobSummaries"]?.array ?? []).compactMap(InvocationJob.init)
            token = page["nextToken"]?.string
        } while token != nil
        return jobs
    }

    /// The ids of the models of the region (ListFoundationModels).
    public func foundationModels() async throws -> [String] {
        let answer = try await document("ListFoundationModels", .get, "/foundation-models")
        return (answer["modelSummaries"]?.array ?? []).compactMap { $0["modelId"]?.string }
    }

    private func document(
        _ operation: String, _ method: HTTPRequest.Method, _ path: String, _ body: JSONValue? = nil,
        query: [(String, String)] = []
    ) async throws -> JSONValue {
        var request = AWSRequest(operation, method, path: path, query: query.map { ($0.0, $0.1) })
        request.headerFields[.accept] = "application/json"
        if let body {
            request.headerFields[.contentType] = "application/json"
            request.body = .bytes(body.encoded)
        }
        return try await client.document(of: request)
    }

    private static func incomplete(_ operation: String) -> FdnixError {
        FdnixError(.service, "Bedrock \(operation) answered without what was asked for; is the endpoint that of AWS?")
    }
}
