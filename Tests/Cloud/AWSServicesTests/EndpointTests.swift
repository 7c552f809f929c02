import AWS
import Basics
import Foundation
import HTTPTransport
import Testing

@testable import AWSServices

@Suite struct EndpointTests {
    /// The rules that AWS gives its own tools, asked for every service, partition and variant.
    @Test func endpointsAreThoseOfBotocore() throws {
        let services: [String: AWSService] = [
            "s3": .s3, "dynamodb": .dynamoDB, "dynamodbstreams": .dynamoDBStreams, "sqs": .sqs, "lambda": .lambda,
            "bedrock": .bedrock, "bedrock-runtime": .bedrockRuntime, "sagemaker-runtime": .sageMakerRuntime,
            "textract": .textract, "transcribe": .transcribe,
            "secretsmanager": .secretsManager,
        ]
        let folder = try #require(Bundle.module.resourcePath)
        var count = 0
        for line in String(decoding: try FileSystem.read("\(folder)/Fixtures/endpoints.tsv"), as: UTF8.self).split(
            separator: "\n")
        {
            let columns = line.split(separator: "\t").map(String.init)
            guard columns.count == 6, let service = services[columns[0]] else { continue }
            var rules = EndpointRules()
            (rules.usesFIPS, rules.usesDualStack) = (columns[2] == "1", columns[3] == "1")
            let bucket = columns[4] == "-" ? nil : columns[4]
            let address = try? rules.endpoint(of: service, in: columns[1], bucket: bucket)
            let text = address.map { $0.target == "/" ? $0.origin : $0.description } ?? "error"
            #expect(text == columns[5], "\(line)")
            count += 1
        }
        #expect(count > 700)
    }
}
