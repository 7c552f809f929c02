public import Basics
import JSON
public import Logging

/// Publishes a layer and moves the function to it: carries out what `LayerRelease` says.
public struct LayerPublisher: Sendable {
    private let service: any LayerService
    private let hasFunction: Bool
    private let keep: Int
    private let logger: Logger
    private let time: TimeSource
    /// How often, and how many seconds apart, a change of the configuration is asked after.
    private static let (polls, pause) = (150, 2)

    /// A publisher that keeps the newest `keep` versions of the layer; without a function the layer is all.
    public init(
        _ service: any LayerService, hasFunction: Bool, keep: Int, logger: Logger, time: TimeSource = .system
    ) {
        self.service = service
        self.hasFunction = hasFunction
        self.keep = keep
        self.logger = logger
        self.time = time
    }

    /// Publishes the archive with this SHA-256 in Base64; returns the version, and whether it is new.
    ///
    /// Throws `service` where anything failed: the function and its alias are as before then, or, where only old
    /// versions could not be removed, the message says so.
    public func publish(codeSha256: String) async throws -> (version: LayerVersion, isNew: Bool) {
        var release = LayerRelease(codeSha256: codeSha256, hasFunction: hasFunction, keep: keep)
        var answer: LayerRelease.Answer?
        var isStopped = false
        while true {
            let action = release.next(after: answer)
            if case .finish(let outcome) = action { return try Self.result(outcome) }
            if Task.isCancelled, !isStopped {
                // Told once: the way back must be gone to its end.
                isStopped = true
                answer = .failed(FdnixError(.interrupted, "it was interrupted"))
                continue
            }
            logger.info("\(Self.words(action))")
            // In a task of its own, which nobody cancels: an action of which only the answer is lost costs more.
            do { answer = try await Task { try await perform(action) }.value } catch {
                let failure = error as? FdnixError ?? FdnixError(.interrupted, "\(error)")
                logger.error("\(failure)")
                answer = .failed(failure)
            }
        }
    }

    private static func result(_ outcome: LayerRelease.Outcome) throws -> (version: LayerVersion, isNew: Bool) {
        switch outcome {
        case .unchanged(let version): return (version, false)
        case .released(let version): return (version, true)
        case .rolledBack(let cause):
            throw FdnixError(.service, "the layer was not published, and the function is as it was: \(cause)")
        case .leftOver(let version, let cause):
            throw FdnixError(.service, "\(version.arn) is live, but its old versions could not be removed: \(cause)")
        }
    }

    private func perform(_ action: LayerRelease.Action) async throws -> LayerRelease.Answer {
        switch action {
        case .findNewest: return .layer(try await service.newestLayer())
        case .readFunction: return .function(try await service.function(nil))
        case .readAlias: return .version(try await service.aliasVersion())
        case .readLive: return .function(try await service.function(try await service.aliasVersion()))
        case .publishLayer: return .layer(try await service.publishLayer())
        case .setLayers(let arns, let revision): try await service.setLayers(arns, revision: revision)
        case .awaitUpdate: try await awaitUpdate()
        case .check: try await check()
        case .publishFunction: return .version(try await service.publishFunction())
        case .moveAlias(let version): try await service.moveAlias(to: version)
        case .listLayers: return .layers(try await service.layerVersions())
        case .deleteLayers(let numbers): for number in numbers { try await service.deleteLayer(number) }
        case .finish: break
        }
        return .done
    }

    private func awaitUpdate() async throws {
        for _ in 0..<Self.polls {
            let state = try await service.function(nil)
            switch state.updateStatus {
            case "Successful": return
            case "Failed":
                throw FdnixError(.service, "Lambda could not apply the function's new configuration: \(state.reason)")
            default: try await time.sleep(.seconds(Self.pause))
            }
        }
        throw FdnixError(
            .service, "the function's new configuration was not in force after \(Self.polls * Self.pause) seconds")
    }

    private func check() async throws {
        for (path, query) in [("/health", ""), ("/v1/search", "q=git&limit=1")] {
            let (status, body) = try await service.get(path, query)
            guard status == 200 else {
                throw FdnixError(.service, "the function with the new layer answers \(path) with HTTP \(status)")
            }
            guard path == "/v1/search" else { continue }
            guard let total = (try? JSONValue.parse(body))?["total_count"]?.int, total > 0 else {
                throw FdnixError(.service, "the function with the new layer finds nothing")
            }
        }
    }

    private static func words(_ action: LayerRelease.Action) -> String {
        switch action {
        case .findNewest: "asking for the newest version of the layer"
        case .readFunction, .readLive, .readAlias: "asking for the function's state"
        case .publishLayer: "publishing the layer"
        case .setLayers(let arns, _): "giving the function the layers \(arns.joined(separator: ", "))"
        case .awaitUpdate: "waiting for the function's configuration"
        case .check: "asking the function for its health and a search"
        case .publishFunction: "publishing the function"
        case .moveAlias(let version): "moving the alias to version \(version)"
        case .listLayers: "asking for old versions of the layer"
        case .deleteLayers(let numbers):
            "removing the layer's versions \(numbers.map(String.init).joined(separator: ", "))"
        case .finish: "done"
        }
    }
}
