public import AWS
import Basics
public import JSON

/// Amazon Textract, which reads pages off their pictures
/// (docs.aws.amazon.com/textract/latest/dg/API_Operations.html).
public struct TextractClient: Sendable {
    private let client: AWSClient

    /// A client that is configured as `configuration` says.
    public init(_ configuration: AWSConfiguration) { client = AWSClient(.textract, configuration) }

    /// Starts to analyse a PDF or a picture in S3; gives the job's id. The same `token` (1 to 64 letters, digits, `-` and
    /// `_`) again gives the same job (StartDocumentAnalysis).
    ///
    /// Throws as `AWSClient.send` does: `throttled` also for too many jobs at once, `UnsupportedDocumentException`,
    /// `BadDocumentException` and `DocumentTooLargeException` for what it cannot read.
    public func startDocumentAnalysis(
        bucket: String, key: String, features: [DocumentAnalysisFeature], token: String
    ) async throws -> String {
        let answer = try await client.call(
            "StartDocumentAnalysis",
            [
                "DocumentLocation": ["S3Object": ["Bucket": .string(bucket), "Name": .string(key)]],
                "FeatureTypes": .array(features.map { .string($0.rawValue) }),
                "ClientRequestToken": .string(token),
            ])
        guard let job = answer["JobId"]?.string else {
            throw FdnixError(.service, "Textract started a job without an id; is the endpoint that of AWS?")
        }
        return job
    }

    /// A job as it is now, with up to 1,000 blocks of what was found; `page` is the `nextPage` of the answer before
    /// (GetDocumentAnalysis). Throws as `AWSClient.send` does, `service` for an answer without a status.
    public func documentAnalysis(_ job: String, page: String? = nil) async throws -> DocumentAnalysis {
        var input: JSONObject = ["JobId": .string(job)]
        if let page { input["NextToken"] = .string(page) }
        guard let analysis = DocumentAnalysis(try await client.call("GetDocumentAnalysis", .object(input))) else {
            throw FdnixError(.service, "Textract told of a job without its status; is the endpoint that of AWS?")
        }
        return analysis
    }
}

/// What Textract is to look for beside lines and words.
public enum DocumentAnalysisFeature: String, Sendable, CaseIterable {
    /// Paragraphs, titles, lists, headers and footers, in the order in which people read them.
    case layout = "LAYOUT"
    /// Tables with their cells.
    case tables = "TABLES"
}

/// A job of Textract, as the service tells it.
public struct DocumentAnalysis: Sendable {
    /// How far it is: `IN_PROGRESS`, `SUCCEEDED`, `FAILED`, `PARTIAL_SUCCESS`.
    public var status: String
    /// Why it is so, in the service's words; empty where it says nothing.
    public var message: String
    /// What was found, as the service writes it.
    public var blocks: [JSONValue]
    /// What the rest is asked for with; nil where this is all.
    public var nextPage: String?

    init?(_ json: JSONValue) {
        guard let status = json["JobStatus"]?.string else { return nil }
        self.status = status
        message = json["StatusMessage"]?.string ?? ""
        blocks = json["Blocks"]?.array ?? []
        nextPage = json["NextToken"]?.string
    }
}
