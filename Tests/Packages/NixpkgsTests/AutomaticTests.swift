import Basics
import Testing

@testable import Nixpkgs

@Suite struct AutomaticTests {
    @Test("Without nix-env the channel is read, and without a network the sample, unless a channel was asked for")
    func automatic() async throws {
        var options = SourceOptions()
        options.nixEnvExecutable = "no-such-nix-env"
        options.sample = Array(#"{"sample":{"name":"sample-1"}}"#.utf8)
        options.downloadLimits.resumes = 0
        try await withServer { request, _ in
            request.path == "/nixos-unstable/packages.json.br"
                ? .init(body: (try? fixtureBytes("channel.json.br")) ?? []) : .init(status: 404)
        } _: { server, folder in
            options.cacheDirectory = folder
            options.channelServer = server.url
            let result = try await SourceChoice.automatic.source(options).packages()
            #expect(result.packages.count == 3)
            #expect(result.channel == "nixos-unstable")
            server.stop()
            let sample = try await SourceChoice.automatic.source(options).packages()
            #expect(sample.packages.map(\.id) == ["sample"] && sample.source == "bundled sample")
            options.channel = "nixos-unstable"
            let error = await #expect(throws: FdnixError.self) {
                try await SourceChoice.automatic.source(options).packages()
            }
            #expect(error?.code == .network)
        }
    }
}
