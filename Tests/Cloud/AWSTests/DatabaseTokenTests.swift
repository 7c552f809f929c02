import AWS
import Basics
import Foundation
import Testing

@Suite struct DatabaseTokenTests {
    /// What `generate_db_auth_token` of botocore makes at the same time (Tools/generate_database_token_fixture.py).
    @Test func tokensAreThoseOfBotocore() throws {
        let folder = try #require(Bundle.module.resourcePath)
        var count = 0
        for line in String(decoding: try FileSystem.read("\(folder)/Fixtures/database-tokens.tsv"), as: UTF8.self)
            .split(separator: "\n") where !line.hasPrefix("#")
        {
            let columns = line.split(separator: "\t").map(String.init)
            try #require(columns.count == 9)
            let key = AccessKey(
                id: columns[0], secret: columns[1], sessionToken: columns[2] == "-" ? nil : columns[2])
            let token = try DatabaseToken.make(
                host: columns[5], port: try #require(Int(columns[6])), user: columns[7], region: columns[4], with: key,
                at: try #require(Int(columns[3])))
            // The order of parameters does not count, and the signature covers them all.
            #expect(token.prefix { $0 != "?" } == columns[8].prefix { $0 != "?" })
            #expect(Self.parameters(token) == Self.parameters(columns[8]), "\(columns[7])")
            count += 1
        }
        #expect(count == 3)
    }

    private static func parameters(_ token: String) -> [Substring] {
        (token.split(separator: "?", maxSplits: 1).last ?? "").split(separator: "&").sorted()
    }
}
