public import AWS
import AWSServices
public import Basics
public import Documents
import JSON
import ObjectStorage

/// Has what is said in a film in S3 written down by Amazon Transcribe: a job a film, whose transcript comes by way of the
/// bucket of media.
public struct TranscribeTranscriber: Transcriber {
    private let client: TranscribeClient
    private let cloud: DocumentCloud
    private let time: TimeSource

    /// Asks as `configuration` says; transcripts are read in the buckets of `cloud`. Waits by `time`.
    public init(_ configuration: AWSConfiguration, _ cloud: DocumentCloud, time: TimeSource = .system) {
        client = TranscribeClient(configuration)
        (self.cloud, self.time) = (cloud, time)
    }

    /// What is said, in American English, by up to three people.
    ///
    /// Waits for up to two hours, also where the service has enough to do. The transcript is removed from the bucket once it
    /// is read: another reading has another job. One that nobody came to read goes with the document. Throws `usage` for a
    /// film that is not in S3, `service` where it cannot be written down, or not in time, what else the services answer,
    /// and `CancellationError`.
    public func transcribe(_ film: Film) async throws -> [SpeechSegment] {
        guard let object = film.object else {
            throw FdnixError(
                .usage,
                "Transcribe reads films in S3, not \(film.uri.printable(onOneLine: true)): put it into a bucket, or set "
                    + "TRANSCRIBER to whisper")
        }
        let name = try Self.name(of: object, film.uri, suffix: UInt32.random(in: 0 ... .max))
        let key = MediaFolder.transcriptKey(job: name)
        let job = TranscriptionJobRequest(
            name: name, language: "en-US", format: "mp4", media: object.text, outputBucket: film.mediaBucket,
            outputKey: key,
            speakers: 3)
        try await run(job)
        let store = cloud.bucket(film.mediaBucket)
        let json = try JSONValue.parse(try await store.get(key).collect(upTo: Self.longest))
        // One that stays does no harm but to lie there.
        try? await store.delete([key])
        return Transcript.segments(json)
    }

    private func run(_ job: TranscriptionJobRequest) async throws {
        let film = job.media.printable(onOneLine: true)
        var wait = JobWait(
            "Transcribe's job \(job.name)", pause: .seconds(30), upTo: .seconds(30), limit: .seconds(7200), time)
        try await wait.answer {
            do { try await client.startTranscriptionJob(job) } catch let error as FdnixError
                where error.code == .conflict
            {
                // An answer was lost, and the job had begun: its name is ours, as the film below shows.
            }
            return true
        }
        try await wait.answer { () -> Bool? in
            let state = try await client.transcriptionJob(job.name)
            guard state.media.isEmpty || state.media == job.media else {
                throw FdnixError(.conflict, "Transcribe has a job \(job.name) of another film than \(film); try again")
            }
            switch state.status {
            case "COMPLETED": return true
            case "FAILED":
                let reason = state.failureReason.isEmpty ? "it does not say why" : state.failureReason
                throw FdnixError(
                    .service, "Transcribe cannot write down \(film): \(reason.printable(onOneLine: true))")
            default: return nil
            }
        }
    }

    /// The name of a job: by which the film's transcripts are found, that of the file in characters that names may have,
    /// and 8 hexadecimal digits; all in all at most the 200 characters of names.
    static func name(of object: ObjectURI, _ uri: String, suffix: UInt32) throws -> String {
        let file = object.key.split(separator: "/").last ?? "film"
        let base = file.lastIndex(of: ".").map { file[..<$0] } ?? file
        let legal = base.unicodeScalars.prefix(160).map { scalar in
            switch scalar {
            case "0"..."9", "A"..."Z", "a"..."z", ".", "_", "-": Character(scalar)
            default: Character("_")
            }
        }
        return "\(try MediaFolder.jobPrefix(of: uri))\(legal.isEmpty ? "film" : String(legal))-\(suffix.hexadecimal)"
    }

    /// Bytes of the longest transcript: some hundred hours.
    private static let longest = 1 << 28
}
