import Basics
import JSON

/// A program of the user's that prints a key
/// (docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html).
struct CredentialProcess: CredentialsProvider {
    /// A line for the shell.
    let command: String
    var timeLimit = Duration.seconds(60)

    func accessKey() async throws -> AccessKey? {
        let output = try await run()
        guard let json = try? JSONValue.parse(output), json["Version"]?.int == 1,
            let id = json["AccessKeyId"]?.string, let secret = json["SecretAccessKey"]?.string
        else {
            throw failure("it did not print a JSON object with Version 1, AccessKeyId and SecretAccessKey")
        }
        let end = json["Expiration"]?.string
        let expiration = end.flatMap { Timestamp.milliseconds(iso8601: $0) }
        guard end == nil || expiration != nil else { throw failure("its Expiration is not a time in ISO 8601") }
        return AccessKey(id: id, secret: secret, sessionToken: json["SessionToken"]?.string, expiration: expiration)
    }

    private func run() async throws -> [UInt8] {
        // What it prints may be secret: nothing of it goes into a message.
        do { return try await ShellCommand(line: command).output(upTo: 1 << 16, within: timeLimit) } catch let error
            as ShellCommand.Failure
        {
            throw switch error {
            case .notStarted(let reason): failure("it could not be started: \(reason)")
            case .tooLate: failure("it took longer than \(timeLimit)")
            case .tooLong: failure("it printed more than a key")
            case .ended(let code): failure("it ended with \(code)")
            }
        }
    }

    private func failure(_ reason: String) -> FdnixError {
        let program = command.prefix { $0 != " " }
        return FdnixError(.denied, "the credential_process \(program) of the AWS profile gave no key: \(reason)")
    }
}
