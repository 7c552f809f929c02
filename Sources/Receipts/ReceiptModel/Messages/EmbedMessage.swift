import Basics
public import JSON

/// Asks for a receipt to be embedded: where its two files lie.
public struct EmbedMessage: Sendable, Hashable {
    /// The receipt that the files are of.
    public var receipt: ReceiptKey
    /// The bucket with the files.
    public var bucket: String
    /// The key of the file of lines.
    public var linesKey: String
    /// The key of the file of words.
    public var wordsKey: String
    /// What forces another run over the same content; nil for none.
    public var token: String?

    /// Asks for a receipt whose files lie under the usual keys.
    public init(_ receipt: ReceiptKey, bucket: String, token: String? = nil) {
        self.receipt = receipt
        self.bucket = bucket
        linesKey = Self.key(of: .lines, receipt)
        wordsKey = Self.key(of: .words, receipt)
        self.token = token
    }

    /// The usual key of one of a receipt's files.
    public static func key(of collection: CollectionName, _ receipt: ReceiptKey) -> String {
        "receipts/\(receipt.imageID)/receipt-\(receipt.receiptID.fiveDigits)/\(collection.rawValue).ndjson"
    }

    /// The receipt whose file lies under a key as `key(of:_:)` gives it; nil for other keys.
    public static func receipt(ofKey key: String) -> ReceiptKey? {
        let parts = key.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "receipts", parts[2].hasPrefix("receipt-"),
            CollectionName.allCases.contains(where: { "\($0.rawValue).ndjson" == parts[3] }),
            let number = Int(fiveDigits: parts[2].dropFirst(8))
        else { return nil }
        return try? ReceiptKey(imageID: String(parts[1]), receiptID: number)
    }

    /// Reads a message's body. Throws `malformedInput` with the field that is missing or wrong.
    public init(body: String) throws { try self.init(try JSONValue.parse(body)) }

    /// Reads the object itself, or one that has it in `body`, as text or as an object. Throws as `init(body:)` does.
    public init(_ json: JSONValue) throws {
        try self.init(fields: try Self.fields(json))
    }

    /// The receipt that a message's body names, also where the rest of it cannot be read; nil where it names none.
    public static func receipt(inBody body: String) -> ReceiptKey? {
        guard let json = try? JSONValue.parse(body), let fields = try? fields(json),
            let image = fields["image_id"]?.string, let number = fields["receipt_id"]
        else { return nil }
        return try? ReceiptKey(imageID: image, receiptID: Self.number(number))
    }

    private static func fields(_ json: JSONValue) throws -> JSONValue {
        switch json["body"] {
        case .string(let text)?: try JSONValue.parse(text)
        case .object(let object)?: .object(object)
        default: json
        }
    }

    private static func number(_ value: JSONValue) -> Int { MetadataFilter.number(value).int.map(Int.init) ?? 0 }

    private init(fields json: JSONValue) throws {
        guard json.object != nil else { throw FdnixError(.malformedInput, "the message is not a JSON object") }
        func text(_ name: String) throws -> String {
            guard let value = json[name], !value.isNull else {
                throw FdnixError(.malformedInput, "the message is missing \(name)")
            }
            guard let text = value.string, !text.isEmpty else {
                throw FdnixError(.malformedInput, "the message has an invalid \(name): it must be a string")
            }
            return text
        }
        let image = try text("image_id")
        guard let number = json["receipt_id"] else {
            throw FdnixError(.malformedInput, "the message is missing receipt_id")
        }
        receipt = try ReceiptKey(imageID: image, receiptID: Self.number(number))
        (bucket, linesKey, wordsKey) = (try text("artifacts_bucket"), try text("lines_key"), try text("words_key"))
        if let value = json["reprocess_token"], !value.isNull, value != "" { token = value.string ?? value.description }
    }

    /// The message as it is sent.
    public var body: String {
        var writer = JSONWriter()
        writer.object {
            $0.member("image_id", receipt.imageID)
            $0.member("receipt_id", receipt.receiptID)
            $0.member("artifacts_bucket", bucket)
            $0.member("lines_key", linesKey)
            $0.member("words_key", wordsKey)
            if let token { $0.member("reprocess_token", token) }
        }
        return writer.text
    }
}
