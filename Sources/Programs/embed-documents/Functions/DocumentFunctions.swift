import Basics
import CorpusAPI
import Documents
import JSON
import LambdaGateway
import LambdaRuntime
import Logging
import Settings

/// The roles that answer events.
enum DocumentFunctions {
    /// Every role of the kind.
    static let all = [search(), cacheUpdate, manage, detect, summarize]

    /// The search of the contract behind a gateway: `POST /corpus/search`.
    static func search(_ environment: [String: String] = ProcessEnvironment.current) -> RoleFunction {
        RoleFunction("search") { GatewayFunction(CorpusService(try await Workshop(environment).search())) }
    }

    /// Notifications of S3 become changes of rows.
    static let cacheUpdate = RoleFunction("cache-update") {
        let cloud = try await Workshop().cloud(needsLinks: false)
        return CacheUpdateFunction(update: CacheUpdate(cloud.cache, bucket: cloud.bucket))
    }

    /// The first step of a run: what is to be gone goes.
    static let manage = RoleFunction("manage") {
        let workshop = Workshop()
        let cloud = try await workshop.cloud()
        let log = EventLog(Logger(label: LogSettings(Settings(workshop.environment)).service))
        let manage = Manage(
            cloud, store: try await workshop.store(), models: try workshop.models().models, log: log)
        return EventFunction { .object(try await manage.run(try RunRequest($0)).json) }
    }

    /// The second step of a run: the list of what waits.
    static let detect = RoleFunction("detect") {
        let workshop = Workshop()
        let cloud = try await workshop.cloud(needsLinks: false)
        let metrics = BacklogMetrics(workshop.environment)
        let detect = Detect(
            cache: cloud.cache, processed: try cloud.processed(), models: try workshop.models().models)
        return EventFunction { event in
            let request = try RunRequest(event)
            let report = try await detect.run(request, name: try name(of: request, workshop))
            metrics.tell(report, model: request.modelKey ?? "default")
            return .object(report.reply(to: event))
        }
    }

    /// The last step of a run: what became of each document.
    static let summarize = RoleFunction("summarize") {
        let workshop = Workshop()
        let summarize = Summarize(processed: try await workshop.cloud(needsLinks: false).processed())
        return EventFunction { event in
            .object(try await summarize.run(try name(of: try RunRequest(event), workshop)).reply)
        }
    }

    /// The run's name, by its event or the variable `EXECUTION_NAME`. Throws `usage` where neither tells it.
    private static func name(of request: RunRequest, _ workshop: Workshop) throws(FdnixError) -> String {
        if let name = request.run ?? workshop.environment["EXECUTION_NAME"], !name.isEmpty { return name }
        throw FdnixError(.usage, "the run has no name: send {\"Execution\":{\"Name\":…}}, or set EXECUTION_NAME")
    }

    /// The function that Lambda wants of this process: the role is the first argument, else `EMBED_ROLE`. Nil outside
    /// Lambda, and for roles of another kind.
    static func inLambda(_ arguments: [String], _ environment: [String: String]) -> RoleFunction? {
        RoleFunction.inLambda(all, arguments, environment, variable: "EMBED_ROLE")
    }
}

/// Changes rows as notifications tell.
private struct CacheUpdateFunction: LambdaFunction {
    let update: CacheUpdate

    func answer(_ invocation: Invocation) async throws -> [UInt8] { try await update.respond(to: invocation.event) }
}
