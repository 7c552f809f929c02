import Basics

/// A `packages.json` at an http(s) address, plain or compressed.
public struct URLSource: PackageSource {
    /// The document's address, `http` or `https`.
    public let url: String
    /// The channel, where the caller knows it.
    public let channel: String?
    /// The nixpkgs revision, where the caller knows it.
    public let revision: String?
    private let downloader: Downloader

    /// A source of the document at `url`; `revision` wins over a `git-revision` file beside it.
    public init(url: String, downloader: Downloader, channel: String? = nil, revision: String? = nil) {
        self.url = url
        self.downloader = downloader
        self.channel = channel ?? Self.channel(of: url)
        self.revision = revision
    }

    /// What the channel `channel` publishes on `server`.
    public init(
        channel: String, server: String = "https://channels.nixos.org", downloader: Downloader, revision: String? = nil
    ) throws {
        guard !channel.isEmpty, channel.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"/?#%".utf8.contains($0) }) else {
            throw FdnixError(.usage, "\"\(channel)\" is not a channel name; try nixos-unstable")
        }
        self.init(
            url: "\(server)/\(channel)/packages.json.br", downloader: downloader, channel: channel, revision: revision)
    }

    /// What names the source in metadata and logs: `packages-json:URL`.
    public var description: String { "packages-json:\(url)" }

    /// Downloads the document and reads it.
    public func packages(progress: any ProgressReporter) async throws -> Extraction {
        try await downloader.withFile(url, progress: progress) { file in
            // The name tells how it is packed; the cached file has another one.
            let input = try DescriptorInput(path: file.path)
            var extraction = try await readDocument(input, name: Downloader.name(of: url), progress: progress)
            extraction.finalURL = file.finalURL
            extraction.channel = channel
            extraction.revision = revision
            if revision == nil {
                let beside = FileSystem.directory(of: String(file.finalURL.prefix { $0 != "?" && $0 != "#" }))
                extraction.revision = await downloader.small("\(beside)/git-revision").flatMap(Revision.parse)
            }
            return extraction
        }
    }

    /// The channel in an address of the channel server.
    private static func channel(of url: String) -> String? {
        for host in ["https://channels.nixos.org/", "https://nixos.org/channels/"] where url.hasPrefix(host) {
            let rest = url.dropFirst(host.count).split(separator: "/")
            return rest.count > 1 ? String(rest[0]) : nil
        }
        return nil
    }
}
