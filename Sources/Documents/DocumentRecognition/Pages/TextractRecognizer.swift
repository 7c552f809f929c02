public import AWS
import AWSServices
public import Basics
public import Documents

/// Reads the pages of a PDF in S3 by Amazon Textract: one job a document, of which the pages that are wanted are used.
public struct TextractRecognizer: PageRecognizer {
    private let client: TextractClient
    private let time: TimeSource

    /// Asks as `configuration` says; waits by `time`.
    public init(_ configuration: AWSConfiguration, time: TimeSource = .system) {
        client = TextractClient(configuration)
        self.time = time
    }

    /// The texts of `pages`, in the order in which people read them, without headers, footers and page numbers; tables row
    /// by row with ` | ` between cells.
    ///
    /// Waits for up to an hour, also where the service has enough to do. Throws `service` where it cannot read the
    /// document, or not in time, what else the service answers, and `CancellationError`.
    public func recognize(_ object: ObjectURI, pages: [Int]) async throws -> [Int: String] {
        guard !pages.isEmpty else { return [:] }
        var wait = JobWait(
            "Textract's reading of \(object.text.printable(onOneLine: true))", pause: .seconds(2), upTo: .seconds(15),
            limit: .seconds(3600), time)
        do { return try await analyse(object, pages, &wait) } catch let error as FdnixError
            where error.underlying is GivenUp
        {
            return try await analyse(object, pages, &wait)
        }
    }

    /// The service gave a job up; the next may do better.
    private struct GivenUp: Error {}

    private func analyse(_ object: ObjectURI, _ pages: [Int], _ wait: inout JobWait) async throws -> [Int: String] {
        // The same one for all tries, so that a lost answer does not start a second job.
        let token = RandomUUID.text()
        let job = try await wait.answer {
            try await client.startDocumentAnalysis(
                bucket: object.bucket, key: object.key, features: [.layout, .tables], token: token)
        }
        try await wait.rest()
        var analysis = try await wait.answer {
            let analysis = try await client.documentAnalysis(job)
            switch analysis.status {
            case "SUCCEEDED", "PARTIAL_SUCCESS": return analysis
            case "FAILED": throw Self.failure(analysis, of: object)
            default: return nil
            }
        }
        var blocks = TextractBlocks(of: pages)
        blocks.add(analysis.blocks)
        while let next = analysis.nextPage {
            analysis = try await wait.answer { try await client.documentAnalysis(job, page: next) }
            guard analysis.nextPage != next else {
                throw FdnixError(.service, "Textract's answer has no end; is the endpoint that of AWS?")
            }
            blocks.add(analysis.blocks)
        }
        return blocks.pages.mapValues { TextractPage.text(of: $0, in: blocks) }.filter { !$0.value.isEmpty }
    }

    private static func failure(_ analysis: DocumentAnalysis, of object: ObjectURI) -> FdnixError {
        let reason = analysis.message.isEmpty ? "it does not say why" : analysis.message.printable(onOneLine: true)
        return FdnixError(
            .service, "Textract cannot read \(object.text.printable(onOneLine: true)): \(reason)", underlying: GivenUp()
        )
    }
}
