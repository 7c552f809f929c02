import AWS
import AWSServices
import AWSStandIn
import Basics
import JSON
import TestSupport
import Testing

@Suite("Secrets Manager") struct SecretsManagerTests {
    @Test("A secret is asked for by its name; one that is not a text is refused by name")
    func secrets() async throws {
        try await StandInService.run { call, count in
            count == 1
                ? .init(body: ["SecretString": #"{"port":"5432"}"#, "Name": "db"])
                : .init(body: ["SecretBinary": "AA=="])
        } _: { configuration, service in
            let client = SecretsManagerClient(configuration)
            let text = try await client.secretString("db")
            #expect(text == #"{"port":"5432"}"#)
            #expect(service.calls.map(\.operation) == ["GetSecretValue"])
            #expect(service.calls.map(\.input) == [["SecretId": "db"]])
            let error = await #expect(throws: FdnixError.self) { try await client.secretString("db") }
            #expect(error?.code == .service && error?.message.contains("the secret db") == true)
        }
    }
}

@Suite("Secrets Manager on a server that stands in for it", .timeLimit(.minutes(15)))
struct LiveSecretsManagerTests {
    @Test("gives the current text of a secret", arguments: LiveServer.running([.moto], for: "SecretsManagerClient"))
    func secrets(server: LiveServer) async throws {
        let configuration = server.configuration
        let name = LiveServer.newName()
        let text = #"{"username":"embedder","password":"p\"ä","port":5432,"dbname":"documents"}"#
        _ = try await AWSClient(.secretsManager, configuration).call(
            "CreateSecret",
            [
                "Name": .string(name), "SecretString": .string(text),
                "ClientRequestToken": .string("\(name)-\(UInt64.random(in: 0 ... .max).hexadecimal)"),
            ])
        let client = SecretsManagerClient(configuration)
        #expect(try await client.secretString(name) == text)
        let error = await #expect(throws: FdnixError.self) { try await client.secretString("\(name)-other") }
        #expect(error?.code == .notFound)
    }
}
