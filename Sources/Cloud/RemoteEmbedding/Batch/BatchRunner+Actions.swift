import AWS
import AWSServices
import Basics
import Logging
import ObjectStorage

/// What is done with the service.
extension BatchRunner {
    /// Does what a job's life asks for; tells what came of it. Throws what no later try would mend.
    func perform(
        _ action: BatchJob.Action, _ job: inout ActiveJob, _ sink: any VectorSink
    ) async throws -> BatchJob.Event {
        do {
            switch action {
            case .prepare: return try await prepare(&job)
            case .find: return try await find(&job)
            case .create: return try await create(&job)
            case .poll: return try await poll(&job)
            case .stop: return try await stop(job)
            case .harvest: return try await harvest(&job, into: sink)
            case .close: return try await close(&job)
            case .discard: return try await discard(job)
            case .wait: return .failed
            }
        } catch let error as FdnixError where Self.mayPass(error, action) {
            logger.warning("job \(job.file.keys.id): \(error)")
            return .failed
        }
    }

    /// Whether a later turn may have more luck: services and networks in trouble. A lack of permission is not waited for,
    /// but where a job runs already and would be lost.
    private static func mayPass(_ error: FdnixError, _ action: BatchJob.Action) -> Bool {
        if error.isRetryable || [.network, .service, .throttled].contains(error.code) { return true }
        return (action == .poll || action == .stop) && error.code != .usage
    }

    private func create(_ job: inout ActiveJob) async throws -> BatchJob.Event {
        let keys = job.file.keys
        let request = InvocationJobRequest(
            name: keys.name, token: keys.id, role: settings.role, model: model.id,
            timeoutInHours: settings.timeoutInHours, input: "s3://\(settings.inputBucket)/\(keys.input)",
            output: "s3://\(settings.outputBucket)/\(keys.outputPrefix)")
        do {
            let arn = try await service.createInvocationJob(request)
            logger.info("job \(keys.id) is submitted: \(job.file.records.grouped) texts")
            try await adopt(arn, status: "Submitted", &job)
            return .created
        } catch let error as FdnixError {
            switch error.awsCode {
            case "ValidationException":
                logger.warning("job \(keys.id) was not taken on: \(error)")
                return .refused
            case "ConflictException": return .exists
            case "ServiceQuotaExceededException", "ThrottlingException":
                logger.info("job \(keys.id) waits for others to end: \(error)")
                return .busy
            default: throw error
            }
        }
    }

    private func find(_ job: inout ActiveJob) async throws -> BatchJob.Event {
        let name = job.file.keys.name
        guard let found = try await service.invocationJobs(nameContains: name).first(where: { $0.name == name }) else {
            return .notFound
        }
        try await adopt(found.arn, status: found.status, &job)
        return .created
    }

    /// Writes down that the service has a job.
    private func adopt(_ arn: String, status: String, _ job: inout ActiveJob) async throws {
        job.file.arn = arn
        job.file.status = status
        job.file.submitted = job.texts == nil ? job.file.submitted : clock.time()
        do { try await write(job.file) } catch let error as FdnixError {
            // The service has it, and this run knows where: the next one would find it by its name.
            logger.warning("job \(job.file.keys.id): its ARN could not be written down: \(error)")
        }
    }

    private func poll(_ job: inout ActiveJob) async throws -> BatchJob.Event {
        guard let arn = job.file.arn else { return .gone }
        let answer: InvocationJob
        do { answer = try await service.invocationJob(arn) } catch let error as FdnixError where error.code == .notFound
        {
            logger.warning("job \(job.file.keys.id) is not there any more: \(error)")
            return .gone
        }
        let status = BatchJobStatus(answer.status)
        if answer.status != job.file.status {
            let words = answer.message.isEmpty ? "" : ": \(answer.message.printable(onOneLine: true))"
            let line = "job \(job.file.keys.id) is \(answer.status)\(words)"
            if status == .unknown || ["Failed", "Expired", "PartiallyCompleted"].contains(answer.status) {
                logger.warning("\(line)")
            } else {
                logger.info("\(line)")
            }
            job.file.status = answer.status
        }
        return .status(status)
    }

    private func stop(_ job: ActiveJob) async throws -> BatchJob.Event {
        guard let arn = job.file.arn else { return .gone }
        logger.warning("job \(job.file.keys.id) takes longer than BEDROCK_MAX_WAIT_TIME: it is told to stop")
        do { try await service.stopInvocationJob(arn) } catch let error as FdnixError where error.code == .conflict {
            // It has ended meanwhile.
        }
        return .stopAsked
    }
}

extension FdnixError {
    /// What AWS calls the error, where it is one of AWS.
    var awsCode: String? { (underlying as? AWSError)?.code }
}
