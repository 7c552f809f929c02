import AWS
import AWSServices
import Basics
import JSON
import TableConformance
import Tables
import Testing

@Suite("A DynamoDB table on a server that stands in for it", .timeLimit(.minutes(15)))
struct LiveDynamoTests {
    /// A new table of the suite's schema, with a stream.
    private static func table(_ server: LiveServer) async throws -> DynamoTable {
        let (name, schema) = (LiveServer.newName(), TableCheck.schema)
        func keys(_ index: TableIndex) -> JSONValue {
            let keys = [(index.partitionKey, "HASH"), (index.sortKey, "RANGE")]
            return .array(
                keys.compactMap { key, type in
                    key.map { ["AttributeName": .string($0.name), "KeyType": .string(type)] }
                })
        }
        let indexes = schema.indexes.sorted { $0.key < $1.key }
        let own = TableIndex(schema.partitionKey, schema.sortKey)
        let attributes = ([own] + indexes.map(\.value)).flatMap { [$0.partitionKey, $0.sortKey].compactMap { $0 } }
        _ = try await AWSClient(.dynamoDB, server.configuration).call(
            "CreateTable",
            [
                "TableName": .string(name), "BillingMode": "PAY_PER_REQUEST", "KeySchema": keys(own),
                "AttributeDefinitions": .array(
                    attributes.map {
                        ["AttributeName": .string($0.name), "AttributeType": .string($0.kind.rawValue)]
                    }),
                "GlobalSecondaryIndexes": .array(
                    indexes.map {
                        [
                            "IndexName": .string($0.key), "KeySchema": keys($0.value),
                            "Projection": ["ProjectionType": "ALL"],
                        ]
                    }),
                "StreamSpecification": ["StreamEnabled": true, "StreamViewType": "NEW_AND_OLD_IMAGES"],
            ])
        return DynamoTable(name, schema, server.configuration)
    }

    @Test(
        "does what every table does", arguments: LiveServer.running(LiveServer.ofTables, for: "DynamoTable"),
        TableCheck.all)
    func conforms(server: LiveServer, check: TableCheck) async throws {
        guard check.needs.isDisjoint(with: server.lacksOfTables) else { return }
        try await check.run(try await Self.table(server))
    }
}
