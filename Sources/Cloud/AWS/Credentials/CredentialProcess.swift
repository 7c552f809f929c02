import Basics
import JSON
import Subprocess

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
        let command = command
        let result = try await withThrowingTaskGroup(of: (TerminationStatus, String?)?.self) { tasks in
            tasks.addTask {
                let result = try await Subprocess.run(
                    .name("sh"), arguments: ["-c", command], output: .string(limit: 1 << 16), error: .discarded)
                return (result.terminationStatus, result.standardOutput)
            }
            tasks.addTask {
                try await Task.sleep(for: timeLimit)
                return nil
            }
            defer { tasks.cancelAll() }
            return try await tasks.next() ?? nil
        }
        guard let (status, output) = result else { throw failure("it took longer than \(timeLimit)") }
        guard status.isSuccess else { throw failure("it failed: \(status)") }
        return Array((output ?? "").utf8)
    }

    private func failure(_ reason: String) -> FdnixError {
        let program = command.prefix { $0 != " " }
        return FdnixError(.denied, "the credential_process \(program) of the AWS profile gave no key: \(reason)")
    }
}
