import Basics
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
public import ServiceAPI
import ServiceLifecycle
import UnixSignals

/// The HTTP/1.1 server around a service.
public struct HTTPServer: Sendable {
    private let service: any HTTPService
    private let settings: ServerSettings
    private let log = Logger(label: "fdnix.server")

    /// A server that answers with `service`.
    public init(_ service: any HTTPService, settings: ServerSettings) {
        self.service = service
        self.settings = settings
    }

    /// Serves until SIGTERM or SIGINT; requests under way are answered first. `onStart` gets the port that was bound.
    /// Throws `io` where the address cannot be bound.
    public func run(onStart: @escaping @Sendable (_ port: Int) async -> Void) async throws {
        let openFiles = OpenFileLimit.raise()
        let connections = settings.maximumConnections ?? max(64, openFiles - Self.ownFiles)
        var quiet = Logger(label: "fdnix.http")
        quiet.logLevel = .error
        let application = Application(
            responder: Responder(handler: RequestHandler(service: service, settings: settings)),
            server: .http1(
                configuration: .init(
                    idleTimeout: .seconds(Int64(settings.idleTimeout)),
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 20 << 10, maxHeaderFieldCount: 100))),
            configuration: ApplicationConfiguration(
                address: .hostname(settings.host, port: settings.port), backlog: 1024,
                availableConnectionsDelegate: MaximumAvailableConnections(connections, logger: quiet)),
            onServerRunning: { channel in await onStart(channel.localAddress?.port ?? settings.port) },
            logger: quiet)
        var configuration = ServiceGroupConfiguration(
            services: [application], gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet)
        configuration.maximumGracefulShutdownDuration = .seconds(settings.shutdownTimeout)
        do {
            try await ServiceGroup(configuration: configuration).run()
        } catch let error as CancellationError {
            throw error
        } catch {
            let reason = (error as? IOError).map { "\(SystemError(number: $0.errnoCode))" } ?? "no such address"
            throw FdnixError(
                .io,
                "cannot listen on \(settings.host):\(settings.port): \(reason); choose another --port or --host")
        }
        log.info("stopped")
    }

    /// Descriptors that are not connections: the index, sockets of the event loops, standard streams.
    private static let ownFiles = 64
}
