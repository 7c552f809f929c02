public import Basics
import JSON
public import ReceiptModel

/// What a bundle is: `delta.json`, written after the records and never again.
public struct DeltaManifest: Sendable, Hashable {
    /// What becomes of the records that the receipt has.
    public enum Scope: String, Sendable, Hashable {
        /// The bundle's records take the place of all of them.
        case receipt
        /// They take the places of those with the same ids alone.
        case upsert
    }

    /// The file of the records.
    public struct Payload: Sendable, Hashable {
        /// Its name beside the manifest.
        public var name: String
        /// The SHA-256 of its bytes, in hexadecimal.
        public var sha256: String
        /// Its size in bytes.
        public var bytes: Int
    }

    /// What becomes of the records that the receipt has; the worker's bundles take the place of all.
    public let scope: Scope
    /// The run that made it.
    public var run: String
    /// The receipt whose records it has.
    public var receipt: ReceiptKey
    /// The collection that it is for.
    public var collection: CollectionName
    /// What kind of vectors it has.
    public var space: VectorSpace
    /// How many records it has.
    public var count: Int
    /// The file of the records; nil where there are none.
    public var payload: Payload?
    /// When it was made.
    public var created: ReceiptTime

    /// The name of a manifest beside its records.
    public static let name = "delta.json"

    /// The manifest as it is written: keys sorted, no blanks.
    public var encoded: [UInt8] {
        var writer = JSONWriter(capacity: 512)
        writer.object {
            $0.member("collection", collection.rawValue)
            $0.member("count", count)
            $0.member("created_at", created.text)
            $0.member("dims", space.dimension)
            $0.member("format", "rseg")
            $0.member("image_id", receipt.imageID)
            $0.member("model", space.model)
            $0.member("payload", payload?.name)
            if let payload { $0.member("payload_bytes", payload.bytes) } else { $0.nullMember("payload_bytes") }
            $0.member("payload_sha256", payload?.sha256)
            $0.member("receipt_id", receipt.receiptID)
            $0.member("run_id", run)
            $0.member("schema", 1)
            $0.member("scope", scope.rawValue)
            $0.member("text_format", space.textFormat)
        }
        return writer.bytes
    }

    /// Reads a manifest. Throws `corrupt` for one that contradicts itself, `incompatible` for another schema or scope.
    public init(_ bytes: [UInt8]) throws(FdnixError) {
        let fields = try ManifestFields(bytes, Self.name)
        guard try fields.string("format") == "rseg", let scope = Scope(rawValue: try fields.string("scope")) else {
            throw FdnixError(.incompatible, "\(Self.name) has another format or scope; a newer program reads it")
        }
        self.scope = scope
        guard let collection = CollectionName(rawValue: try fields.string("collection")) else {
            throw fields.invalid("collection")
        }
        self.collection = collection
        run = try fields.string("run_id")
        let number = fields.json["receipt_id"].flatMap { MetadataFilter.number($0).int }
        do {
            receipt = try ReceiptKey(imageID: try fields.string("image_id"), receiptID: number.map(Int.init) ?? 0)
        } catch { throw FdnixError(.corrupt, "\(Self.name): \(error.message)") }
        space = VectorSpace(
            model: try fields.string("model"), dimension: try fields.number("dims", from: 1),
            textFormat: try fields.string("text_format"))
        count = try fields.number("count", from: 0)
        created = try fields.time("created_at")
        guard let name = fields.json["payload"]?.string else {
            guard count == 0 else { throw fields.invalid("payload") }
            return
        }
        let payload = Payload(
            name: name, sha256: try fields.digest("payload_sha256", 64),
            bytes: try fields.number("payload_bytes", from: 1))
        // The name says the content, so it cannot lead out of the folder.
        guard name == "records-\(payload.sha256.prefix(16)).seg", count > 0 else { throw fields.invalid("payload") }
        self.payload = payload
    }

    init(
        run: String, receipt: ReceiptKey, collection: CollectionName, space: VectorSpace, count: Int, payload: Payload?,
        created: ReceiptTime
    ) {
        self.run = run
        scope = .receipt
        self.receipt = receipt
        self.collection = collection
        self.space = space
        self.count = count
        self.payload = payload
        self.created = created
    }
}
