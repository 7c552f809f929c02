import Logging
public import ObjectStorage
public import Publishing

/// What a run is given of the world beyond this machine: the program that starts it knows credentials and endpoints.
public struct RunCloud: Sendable {
    /// The objects of a bucket.
    public var objects: @Sendable (_ bucket: String) throws -> any ObjectStore
    /// A layer with its function.
    public var layers: @Sendable (LambdaLayerService.Target) throws -> any LayerService

    /// A world of these makers.
    public init(
        objects: @escaping @Sendable (_ bucket: String) throws -> any ObjectStore,
        layers: @escaping @Sendable (LambdaLayerService.Target) throws -> any LayerService
    ) {
        self.objects = objects
        self.layers = layers
    }
}

extension Logger {
    static let layer = Logger(label: "fdnix.layer-publisher")
    static let writer = Logger(label: "fdnix.duckdb-writer")
}
