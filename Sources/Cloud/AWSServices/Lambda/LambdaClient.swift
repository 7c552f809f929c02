public import AWS
import Basics
import HTTPTransport
import HTTPTypes
public import JSON

/// Layers, functions and aliases of AWS Lambda (docs.aws.amazon.com/lambda/latest/api). Methods give the service's own
/// documents, and throw as `AWSClient.send` does.
public struct LambdaClient: Sendable {
    private let client: AWSClient

    /// A client that is configured as `configuration` says.
    public init(_ configuration: AWSConfiguration) { client = AWSClient(.lambda, configuration) }

    // MARK: Layers

    /// Publishes the archive at a place of S3 as a version of a layer (`API_PublishLayerVersion`). Not sent twice.
    public func publishLayerVersion(
        _ layer: String, bucket: String, key: String, description: String, runtimes: [String], architectures: [String]
    ) async throws -> JSONValue {
        let input: JSONValue = [
            "Description": .string(description),
            "Content": ["S3Bucket": .string(bucket), "S3Key": .string(key)],
            "CompatibleRuntimes": .array(runtimes.map { .string($0) }),
            "CompatibleArchitectures": .array(architectures.map { .string($0) }),
        ]
        return try await client.document(
            of: Self.request("PublishLayerVersion", .post, Self.versions(of: layer), input, isRepeatable: false))
    }

    /// A page of a layer's versions, the newest first, and what the next page is asked for with
    /// (`API_ListLayerVersions`).
    public func listLayerVersions(
        _ layer: String, marker: String? = nil, limit: Int = 50
    ) async throws -> (versions: [JSONValue], next: String?) {
        var request = Self.request("ListLayerVersions", .get, Self.versions(of: layer))
        request.query = [("MaxItems", "\(limit)")] + (marker.map { [("Marker", $0)] } ?? [])
        let page = try await client.document(of: request)
        return (page["LayerVersions"]?.array ?? [], page["NextMarker"]?.string)
    }

    /// What is known of a version of a layer, the SHA-256 of its archive among it (`API_GetLayerVersion`).
    public func getLayerVersion(_ layer: String, _ number: Int) async throws -> JSONValue {
        try await client.document(
            of: Self.request("GetLayerVersion", .get, "\(Self.versions(of: layer))/\(number)"))
    }

    /// Removes a version of a layer; one that is not there is not an error (`API_DeleteLayerVersion`).
    public func deleteLayerVersion(_ layer: String, _ number: Int) async throws {
        _ = try await client.answer(
            to: Self.request("DeleteLayerVersion", .delete, "\(Self.versions(of: layer))/\(number)"))
    }

    // MARK: Functions

    /// How a function is configured, or a version or alias of it (`API_GetFunctionConfiguration`).
    public func getFunctionConfiguration(_ function: String, qualifier: String?) async throws -> JSONValue {
        var request = Self.request("GetFunctionConfiguration", .get, "\(Self.path(function))/configuration")
        request.query = qualifier.map { [("Qualifier", $0)] } ?? []
        return try await client.document(of: request)
    }

    /// Gives a function other layers, where it still has the revision (`API_UpdateFunctionConfiguration`). Throws
    /// `conflict` where it does not.
    public func updateFunctionConfiguration(_ function: String, layers: [String], revision: String?) async throws {
        var input: JSONObject = ["Layers": .array(layers.map { .string($0) })]
        if let revision { input["RevisionId"] = .string(revision) }
        _ = try await client.document(
            of: Self.request(
                "UpdateFunctionConfiguration", .put, "\(Self.path(function))/configuration", .object(input),
                isRepeatable: revision == nil))
    }

    /// Calls a function and waits; gives what it returned. Throws `service` where the function itself failed
    /// (`API_Invoke`).
    public func invoke(_ function: String, _ payload: [UInt8]) async throws -> [UInt8] {
        var request = Self.request("Invoke", .post, "\(Self.path(function))/invocations")
        request.headerFields[.contentType] = "application/json"
        request.body = .bytes(payload)
        let answer = try await client.answer(to: request)
        if let failure = answer.head.headerFields.value("X-Amz-Function-Error") {
            let words = String(decoding: answer.body.prefix(300), as: UTF8.self).printable(onOneLine: true)
            throw FdnixError(.service, "the function \(function) failed (\(failure)): \(words)")
        }
        return answer.body
    }

    /// Publishes a function as it is; gives the version's configuration (`API_PublishVersion`). The same again gives
    /// the same version, as nothing has changed since.
    public func publishVersion(_ function: String) async throws -> JSONValue {
        try await client.document(
            of: Self.request("PublishVersion", .post, "\(Self.path(function))/versions", .object(JSONObject())))
    }

    /// Where an alias of a function leads (`API_GetAlias`).
    public func getAlias(_ function: String, _ alias: String) async throws -> JSONValue {
        try await client.document(of: Self.request("GetAlias", .get, Self.path(function, alias: alias)))
    }

    /// Leads an alias of a function to a version (`API_UpdateAlias`).
    public func updateAlias(_ function: String, _ alias: String, version: String) async throws {
        _ = try await client.document(
            of: Self.request(
                "UpdateAlias", .put, Self.path(function, alias: alias), ["FunctionVersion": .string(version)]))
    }

    // MARK: Requests

    private static func versions(of layer: String) -> String {
        "/2018-10-31/layers/\(PercentEncoding.encode(layer))/versions"
    }

    private static func path(_ function: String) -> String {
        "/2015-03-31/functions/\(PercentEncoding.encode(function))"
    }

    private static func path(_ function: String, alias: String) -> String {
        "\(path(function))/aliases/\(PercentEncoding.encode(alias))"
    }

    private static func request(
        _ operation: String, _ method: HTTPRequest.Method, _ path: String, _ input: JSONValue? = nil,
        isRepeatable: Bool = true
    ) -> AWSRequest {
        var request = AWSRequest(operation, method, path: path, isRepeatable: isRepeatable)
        if let input {
            request.headerFields[.contentType] = "application/json"
            request.body = .bytes(input.encoded)
        }
        return request
    }
}
