public import AWSServices
import Basics
import JSON

/// A layer, and perhaps a function with an alias, in AWS Lambda.
public struct LambdaLayerService: LayerService {
    /// Where the archive lies, and what it becomes.
    public struct Target: Sendable, Equatable {
        /// The layer's ARN without a version, or its name.
        public var layer: String
        /// The bucket of the archive.
        public var bucket: String
        /// The key of the archive: that of the run, which is never written over.
        public var key: String
        /// The function's name, nil for none.
        public var function: String?
        /// The alias through which users reach the function.
        public var alias: String

        /// A place for a layer; what is not given is as the contract has it.
        public init(layer: String, bucket: String, key: String, function: String? = nil, alias: String = "live") {
            self.layer = layer
            self.bucket = bucket
            self.key = key
            self.function = function
            self.alias = alias
        }
    }

    private let client: LambdaClient
    private let target: Target

    /// The service for a layer.
    public init(_ client: LambdaClient, _ target: Target) {
        self.client = client
        self.target = target
    }

    private var function: String {
        get throws(FdnixError) {
            guard let function = target.function else {
                throw FdnixError(.usage, "no function was named: set SEARCH_FUNCTION_NAME")
            }
            return function
        }
    }

    /// The version that was published last, with the SHA-256 of its archive.
    public func newestLayer() async throws -> LayerVersion? {
        let page: [JSONValue]
        do { page = try await client.listLayerVersions(target.layer, limit: 1).versions } catch let error as FdnixError
            where error.code == .notFound
        { return nil }
        guard let newest = page.first else { return nil }
        let version = try Self.version(newest)
        return try Self.version(try await client.getLayerVersion(target.layer, version.number))
    }

    /// The numbers of all versions, page after page.
    public func layerVersions() async throws -> [Int] {
        var numbers: [Int] = []
        var marker: String?
        repeat {
            let page = try await client.listLayerVersions(target.layer, marker: marker)
            numbers += try page.versions.map { try Self.version($0).number }
            marker = page.next
        } while marker != nil
        return numbers
    }

    /// Publishes the archive under the target's key.
    public func publishLayer() async throws -> LayerVersion {
        try Self.version(
            try await client.publishLayerVersion(
                target.layer, bucket: target.bucket, key: target.key,
                description: "Minified DuckDB database with search indexes for fdnix search API",
                runtimes: ["provided.al2023"], architectures: ["x86_64"]))
    }

    /// Removes a version of the layer, if it is there.
    public func deleteLayer(_ number: Int) async throws { try await client.deleteLayerVersion(target.layer, number) }

    /// How the function is configured, or a version of it.
    public func function(_ qualifier: String?) async throws -> FunctionState {
        let json = try await client.getFunctionConfiguration(function, qualifier: qualifier)
        return FunctionState(
            layers: (json["Layers"]?.array ?? []).compactMap { $0["Arn"]?.string },
            revision: json["RevisionId"]?.string ?? "",
            // An emulator may not tell; a function that was just changed says InProgress.
            updateStatus: json["LastUpdateStatus"]?.string ?? "Successful",
            reason: json["LastUpdateStatusReason"]?.string ?? "")
    }

    /// Gives the function other layers, where it still has the revision.
    public func setLayers(_ arns: [String], revision: String?) async throws {
        try await client.updateFunctionConfiguration(function, layers: arns, revision: revision)
    }

    /// The event is one of payload format 2.0, as HTTP APIs and function URLs send it.
    public func get(_ path: String, _ query: String) async throws -> (status: Int, body: [UInt8]) {
        let event: JSONValue = [
            "version": "2.0", "routeKey": "$default", "rawPath": .string(path), "rawQueryString": .string(query),
            "headers": ["host": "fdnix.invalid", "accept": "application/json"],
            "requestContext": [
                "stage": "$default",
                "http": ["method": "GET", "path": .string(path), "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1"],
            ],
            "isBase64Encoded": false,
        ]
        let json = try JSONValue.parse(try await client.invoke(function, event.encoded))
        guard let status = json["statusCode"]?.int.flatMap({ Int(exactly: $0) }) else {
            throw FdnixError(.service, "the function does not answer as one behind a gateway: it gives no statusCode")
        }
        let text = json["body"]?.string ?? ""
        let body = json["isBase64Encoded"]?.bool == true ? Base64.decode(text) ?? [] : Array(text.utf8)
        return (status, body)
    }

    /// Publishes the function as it is now.
    public func publishFunction() async throws -> String {
        try Self.text("Version", of: try await client.publishVersion(function))
    }

    /// The version that the alias leads to now.
    public func aliasVersion() async throws -> String {
        try Self.text("FunctionVersion", of: try await client.getAlias(function, target.alias))
    }

    /// Leads the alias to another version.
    public func moveAlias(to version: String) async throws {
        try await client.updateAlias(function, target.alias, version: version)
    }

    private static func text(_ member: String, of json: JSONValue) throws(FdnixError) -> String {
        guard let text = json[member]?.string else {
            throw FdnixError(.service, "Lambda's answer has no \(member)")
        }
        return text
    }

    private static func version(_ json: JSONValue) throws(FdnixError) -> LayerVersion {
        guard let number = json["Version"]?.int.flatMap({ Int(exactly: $0) }) else {
            throw FdnixError(.service, "Lambda's answer has no Version of a layer")
        }
        return LayerVersion(
            arn: try text("LayerVersionArn", of: json), number: number,
            codeSha256: json["Content"]?["CodeSha256"]?.string ?? "")
    }
}
