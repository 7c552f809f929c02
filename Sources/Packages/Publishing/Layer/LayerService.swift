/// What publishing a layer asks of AWS Lambda, of one layer and perhaps of one function and its alias.
public protocol LayerService: Sendable {
    /// The layer's version that was published last, nil where there is none.
    func newestLayer() async throws -> LayerVersion?
    /// The numbers of all versions of the layer that are there.
    func layerVersions() async throws -> [Int]
    /// Publishes the archive that the service was told of as a new version.
    func publishLayer() async throws -> LayerVersion
    /// Removes a version; one that is not there is not an error.
    func deleteLayer(_ number: Int) async throws
    /// The function as it is under `qualifier`, a version or alias; nil: as it would be published next.
    func function(_ qualifier: String?) async throws -> FunctionState
    /// Gives the function these layers; where `revision` is given only if it is still the function's.
    func setLayers(_ arns: [String], revision: String?) async throws
    /// Sends the unpublished function a GET for a path and query; returns the HTTP status and the body.
    func get(_ path: String, _ query: String) async throws -> (status: Int, body: [UInt8])
    /// Publishes the function as it is; returns the name of the version.
    func publishFunction() async throws -> String
    /// The version that the alias leads to.
    func aliasVersion() async throws -> String
    /// Leads the alias to a version.
    func moveAlias(to version: String) async throws
}

/// A version of a layer.
public struct LayerVersion: Sendable, Hashable {
    /// The ARN with the version at its end.
    public var arn: String
    /// The number of the version.
    public var number: Int
    /// The SHA-256 of the archive, in Base64.
    public var codeSha256: String

    /// A version of a layer, as Lambda tells of it.
    public init(arn: String, number: Int, codeSha256: String) {
        self.arn = arn
        self.number = number
        self.codeSha256 = codeSha256
    }

    /// The layer's ARN without the version.
    var layer: String { Self.layer(of: arn) }

    /// An ARN of a version without the version.
    static func layer(of arn: String) -> String {
        arn.lastIndex(of: ":").map { String(arn[..<$0]) } ?? arn
    }
}

/// A function's configuration, as far as layers go.
public struct FunctionState: Sendable, Hashable {
    /// The ARNs of the layers' versions, in their order.
    public var layers: [String]
    /// Names this state of the configuration.
    public var revision: String
    /// How the last change of it went: `Successful`, `InProgress` or `Failed`.
    public var updateStatus: String
    /// Why it failed, in Lambda's words.
    public var reason: String

    /// A state of a function; an update that succeeded unless told otherwise.
    public init(layers: [String], revision: String, updateStatus: String = "Successful", reason: String = "") {
        self.layers = layers
        self.revision = revision
        self.updateStatus = updateStatus
        self.reason = reason
    }
}
