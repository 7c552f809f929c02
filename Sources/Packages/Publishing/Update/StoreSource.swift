import Basics
public import ObjectStorage

/// A publication in a store of objects: a bucket, a directory.
public struct StoreSource: PublicationSource {
    /// What names the place for later runs and for messages.
    public let address: String
    private let publication: Publication
    private let transfer: ObjectTransfer

    /// The publication at a place of a store; `address` names both for later runs.
    public init(_ publication: Publication, address: String, transfer: ObjectTransfer = ObjectTransfer()) {
        self.publication = publication
        self.address = address
        self.transfer = transfer
    }

    func latest(unless tag: String?) async throws -> (bytes: [UInt8], tag: String?)? {
        let key = publication.layout.latestKey
        let object = try await publication.store.get(key)
        guard object.info.tag != tag else { return nil }
        let bytes = try await object.collect(upTo: LatestPointer.sizeLimit)
        return (bytes, object.info.tag)
    }

    func read(_ name: String, of run: String, upTo limit: Int) async throws -> [UInt8] {
        try await publication.store.get(publication.layout.folder(of: run) + name).collect(upTo: limit)
    }

    func fetch(
        _ name: String, of run: String, bytes: Int, in directory: String, progress: any ProgressReporter
    ) async throws -> String {
        let key = publication.layout.folder(of: run) + name
        guard let info = try await publication.store.head(key) else {
            throw FdnixError.noObject(key, in: publication.store)
        }
        guard info.size == bytes else {
            throw FdnixError(
                .corrupt, "\(publication.place(key)) has \(info.size) bytes, not the \(bytes) it should have")
        }
        try FileSystem.createDirectories(directory)
        let path = "\(directory)/\(run)-\(name)"
        progress.begin("fetching \(name)", total: bytes)
        defer { progress.end() }
        try await transfer.download(key, from: publication.store, to: path) { progress.update($0) }
        return path
    }
}
