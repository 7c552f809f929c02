import Basics
import JSON
import Queues

/// The entries of SQS' batches, and what becomes of them.
enum SQSEntries {
    /// What became of the entry with this number.
    struct Outcome {
        let id: Int
        let result: Result<JSONValue, FdnixError>
    }

    /// A message as an entry of a batch.
    static func message(_ message: OutgoingMessage, id: Int) -> JSONValue {
        var entry: JSONObject = ["Id": .string("\(id)"), "MessageBody": .string(message.body)]
        if !message.attributes.isEmpty {
            entry["MessageAttributes"] = .object(
                JSONObject(
                    message.attributes.sorted { $0.key < $1.key }.map { name, value in
                        .init(name, ["DataType": "String", "StringValue": .string(value)])
                    }))
        }
        return .object(entry)
    }

    /// The outcome of every entry that was sent; one that the answer leaves out has failed.
    static func outcomes(_ answer: JSONValue, _ sent: [Int]) -> [Outcome] {
        var results: [Int: Result<JSONValue, FdnixError>] = [:]
        for entry in answer["Successful"]?.array ?? [] { if let id = id(entry) { results[id] = .success(entry) } }
        for entry in answer["Failed"]?.array ?? [] { if let id = id(entry) { results[id] = .failure(error(entry)) } }
        return sent.map { id in
            let missing = FdnixError(.service, "SQS did not say what became of a message; send it again")
            return Outcome(id: id, result: results[id] ?? .failure(missing))
        }
    }

    private static func id(_ entry: JSONValue) -> Int? { entry["Id"]?.string.flatMap { Int($0) } }

    private static func error(_ entry: JSONValue) -> FdnixError {
        let code = entry["Code"]?.string ?? "unknown error"
        let words = "\(code)\(entry["Message"]?.string.map { ": \($0)" } ?? "")".printable(onOneLine: true)
        let kind: FdnixError.Code
        if code.hasSuffix("ReceiptHandleIsInvalid") {
            return Receipt.replaced
        } else if code.hasSuffix("MessageNotInflight") || words.contains("not available for visibility timeout change")
        {
            return Receipt.gone
        } else if code.contains("Throttl") || code.hasSuffix("OverLimit") {
            kind = .throttled
        } else {
            kind = entry["SenderFault"]?.bool == true ? .usage : .service
        }
        return FdnixError(kind, "SQS refused a message: \(words)")
    }

    /// The id of a message that was sent; `corrupt` where SQS has another body or other attributes.
    static func check(_ entry: JSONValue, of messages: [OutgoingMessage]) -> Result<String, FdnixError> {
        guard let number = id(entry), messages.indices.contains(number), let id = entry["MessageId"]?.string else {
            return .failure(FdnixError(.service, "SQS took a message and did not name it"))
        }
        let message = messages[number]
        guard MessageDigest.matches(entry["MD5OfMessageBody"]?.string, MessageDigest.of(body: message.body)),
            message.attributes.isEmpty
                || MessageDigest.matches(
                    entry["MD5OfMessageAttributes"]?.string, MessageDigest.of(attributes: message.attributes))
        else { return .failure(FdnixError(.corrupt, "SQS took another message than was sent; send it again")) }
        return .success(id)
    }

    /// A message that was received. Throws `corrupt` for one that is not what SQS says it is, `service` for half a one.
    static func message(_ json: JSONValue) throws -> ReceivedMessage {
        guard let id = json["MessageId"]?.string, let receipt = json["ReceiptHandle"]?.string,
            let body = json["Body"]?.string
        else { throw FdnixError(.service, "SQS gave a message without id, receipt or body") }
        var attributes: [String: String] = [:]
        var areTexts = true
        for member in json["MessageAttributes"]?.object?.members ?? [] {
            attributes[member.key] = member.value["StringValue"]?.string
            areTexts = areTexts && member.value["DataType"]?.string == "String"
        }
        guard MessageDigest.matches(json["MD5OfBody"]?.string, MessageDigest.of(body: body)),
            !areTexts || attributes.isEmpty
                || MessageDigest.matches(
                    json["MD5OfMessageAttributes"]?.string, MessageDigest.of(attributes: attributes))
        else { throw FdnixError(.corrupt, "the message \(id) was damaged on its way from SQS; it comes again") }
        func number(_ name: String) -> Int { json["Attributes"]?[name]?.string.flatMap { Int($0) } ?? 0 }
        return ReceivedMessage(
            id: id, receipt: receipt, body: body, attributes: attributes,
            receiveCount: number("ApproximateReceiveCount"), sent: number("SentTimestamp"))
    }
}
