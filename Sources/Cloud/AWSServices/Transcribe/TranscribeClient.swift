public import AWS
import Basics
import JSON

/// Amazon Transcribe, which writes down what is said
/// (docs.aws.amazon.com/transcribe/latest/APIReference/API_Operations_Amazon_Transcribe_Service.html).
public struct TranscribeClient: Sendable {
    private let client: AWSClient

    /// A client that is configured as `configuration` says.
    public init(_ configuration: AWSConfiguration) { client = AWSClient(.transcribe, configuration) }

    /// Starts a job (StartTranscriptionJob).
    ///
    /// Throws as `AWSClient.send` does: `conflict` where there is a job of that name, which is this one where an answer was
    /// lost; `throttled` also for too many jobs at once; `BadRequestException` for what the service does not take.
    public func startTranscriptionJob(_ job: TranscriptionJobRequest) async throws {
        _ = try await client.call("StartTranscriptionJob", job.body)
    }

    /// A job as it is now; throws `service` where there is none, and for an answer without a status (GetTranscriptionJob).
    public func transcriptionJob(_ name: String) async throws -> TranscriptionJob {
        let answer = try await client.call("GetTranscriptionJob", ["TranscriptionJobName": .string(name)])
        guard let job = answer["TranscriptionJob"].flatMap(TranscriptionJob.init) else {
            throw FdnixError(.service, "Transcribe told of a job without its status; is the endpoint that of AWS?")
        }
        return job
    }
}
