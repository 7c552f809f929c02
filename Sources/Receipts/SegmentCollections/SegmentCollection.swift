import Basics
public import ObjectStorage
public import ReceiptCollections
public import ReceiptEvents
public import ReceiptModel
public import Segments

public struct SegmentSettings: Sendable {
    public enum Mode: String, Sendable { case auto, efs, s3 }
    public init(
        root: String, mode: Mode = .auto, keyTemplate: String = "{collection}/snapshot",
        fallbackTemplate: String = "snapshots/{collection}", keepS3: Int = 4, keepRoot: Int = 3,
        minimumAgeMinutes: Int = 15, space: VectorSpace, temporaryDirectory: String = "/tmp"
    ) {}
}
public struct SegmentCollection: CollectionReader, CollectionWriter {
    public let name: CollectionName
    public init(_ name: CollectionName, bucket: any ObjectStore, settings: SegmentSettings, events: ReceiptEvents = .none) { self.name = name }
    public func prepare() async throws {}
    public func nearest(_ vector: [Float], limit: Int, filter: MetadataFilter?, isExact: Bool) async throws -> [NearestRecords.Match] { [] }
    public func records(_ ids: [String]) async throws -> [CollectionRecord] { [] }
    public func verify() async throws -> CollectionSummary { CollectionSummary(name, version: nil, count: 0, space: nil) }
    public func forEach(batchesOf size: Int, _ body: (_ batch: [CollectionRecord]) async throws -> Void) async throws {}
    public func session(owner: String) async throws -> any CompactionSession { throw FdnixError(.usage, "") }
    public func replaceAll(in space: VectorSpace, _ next: () async throws -> [CollectionRecord]) async throws -> CollectionSummary { try await verify() }
}
