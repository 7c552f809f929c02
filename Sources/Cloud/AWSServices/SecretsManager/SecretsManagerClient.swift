public import AWS
import Basics
import JSON

/// AWS Secrets Manager (docs.aws.amazon.com/secretsmanager/latest/apireference/API_Operations.html).
public struct SecretsManagerClient: Sendable {
    private let client: AWSClient

    /// A client that is configured as `configuration` says.
    public init(_ configuration: AWSConfiguration) { client = AWSClient(.secretsManager, configuration) }

    /// The text of a secret's current version, by its name or ARN (GetSecretValue); nothing here logs it. Throws as `AWSClient.send` does: `notFound`
    /// where there is none, `denied` without permission; `service` for a secret that is not a text.
    public func secretString(_ id: String) async throws -> String {
        let answer = try await client.call("GetSecretValue", ["SecretId": .string(id)])
        guard let text = answer["SecretString"]?.string else {
            throw FdnixError(
                .service, "the secret \(id.printable(onOneLine: true)) is not a text: store it as a SecretString")
        }
        return text
    }
}
