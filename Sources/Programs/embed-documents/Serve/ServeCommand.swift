import ArgumentParser
import Basics
import CorpusAPI
import Documents
import HTTPServing
import Logging
import Settings

/// `embed-documents serve`: the search of documents and its page over HTTP.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve the search of documents and a page to ask on over HTTP.",
        discussion: """
            POST /corpus/search takes {"modelRefKey","question","limit","threshold","filter","mode","snippets"}; \
            GET /search?q=… the same by its address; / is a page; /health, /metrics and /openapi.json are for programs. \
            Whoever reaches the server reads the documents: it listens to this machine alone unless told otherwise, and \
            answers only under names that it knows.

            Variables: EMBED_HOST, EMBED_PORT, EMBED_HOSTS, EMBED_RATE_LIMIT, EMBED_TRUSTED_PROXIES, \
            EMBED_MAX_CONNECTIONS, EMBED_IDLE_TIMEOUT, EMBED_ACCESS_LOG, EMBED_LOG_QUERIES.
            """)

    @Option(help: "The address to listen on (default 127.0.0.1: this machine only).")
    var host: String?
    @Option(help: "The port to listen on (default 8080; 0 lets the system choose).")
    var port: Int?
    @Option(
        help: ArgumentHelp(
            "Names that the server is called by, with commas between them; * for any (default: those of this machine).",
            valueName: "names"))
    var hosts: String?
    @OptionGroup var data: DataOptions

    func run() async throws {
        var variables = data.environment()
        if let host { variables["EMBED_HOST"] = host }
        if let port { variables["EMBED_PORT"] = String(port) }
        if let hosts { variables["EMBED_HOSTS"] = hosts }
        var environment = Settings(variables)
        let settings = ServerSettings(&environment, prefix: "EMBED")
        try environment.check()
        var configuration = CorpusService.Configuration()
        configuration.hosts = Self.names(environment.string("EMBED_HOSTS"), settings.host)
        let service = CorpusService(try await Workshop(variables).search(), configuration: configuration)
        let log = Logger(label: "embed.server")
        try await HTTPServer(service, settings: settings).run { port in
            log.info("listening on \(settings.address(port: port))")
        }
    }

    /// The names that the server answers to: those that were stated, those of this machine and the address it listens on;
    /// nil for any.
    static func names(_ stated: String?, _ host: String) -> Set<String>? {
        let names = (stated ?? "").split { $0 == "," || $0 == " " }.map { HostName.of(String($0)) }
        if names.contains("*") { return nil }
        return HostName.loopback.union(names).union([HostName.of(host)])
    }
}
