import Basics
import JSON

/// Events of S3, as they come to a function: by themselves, or within messages of SNS, SQS and EventBridge
/// (docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html, …/ev-events.html).
extension ObjectEvent {
    /// The events of a message; those that do not matter to documents are left out. Throws `malformedInput` for what is
    /// not a message of S3, and `usage` for a key that no store can have.
    static func events(in message: JSONValue, depth: Int = 0) throws -> [ObjectEvent] {
        if let records = message["Records"]?.array {
            return try records.flatMap { try events(ofRecord: $0, depth: depth) }
        }
        if let kind = message["detail-type"]?.string { return try event(ofBus: message, kind).map { [$0] } ?? [] }
        if let text = message["Message"]?.string { return try events(inText: text, depth: depth) }
        // What S3 sends once when notifications are switched on.
        if message["Event"]?.string == "s3:TestEvent" { return [] }
        throw unreadable("it has neither Records nor the parts of a message of SNS or EventBridge")
    }

    /// The events of a message that another one carries as text.
    static func events(inText text: String, depth: Int = 0) throws -> [ObjectEvent] {
        guard depth < 3 else { throw unreadable("messages lie in messages more than three levels deep") }
        return try events(in: try JSONValue.parse(text), depth: depth + 1)
    }

    private static func events(ofRecord record: JSONValue, depth: Int) throws -> [ObjectEvent] {
        if let text = record["Sns"]?["Message"]?.string ?? record["body"]?.string {
            return try events(inText: text, depth: depth)
        }
        guard let name = record["eventName"]?.string, let bucket = record["s3"]?["bucket"]?["name"]?.string,
            let object = record["s3"]?["object"], let key = object["key"]?.string
        else { throw unreadable("a record lacks eventName, bucket or key") }
        guard let change = change(name, object) else { return [] }
        let uri = try ObjectURI("s3://\(bucket)/\(PercentEncoding.decode(key, plusIsSpace: true))")
        return [ObjectEvent(uri, change, sequencer: object["sequencer"]?.string)]
    }

    private static func change(_ name: String, _ object: JSONValue) -> Change? {
        let name = name.hasPrefix("s3:") ? name.dropFirst(3) : name[...]
        switch name.prefix(while: { $0 != ":" }) {
        case "ObjectCreated": return created(object["eTag"], object["size"])
        case "ObjectRemoved", "LifecycleExpiration":
            let isOfVersion = object["versionId"]?.string != nil && !name.hasSuffix(":DeleteMarkerCreated")
            return isOfVersion ? .versionRemoved : .removed
        default: return nil
        }
    }

    private static func event(ofBus message: JSONValue, _ kind: String) throws -> ObjectEvent? {
        let object = message["detail"]?["object"]
        guard let bucket = message["detail"]?["bucket"]?["name"]?.string, let key = object?["key"]?.string else {
            throw unreadable("its detail lacks bucket or key")
        }
        let change: Change
        switch kind {
        case "Object Created": change = created(object?["etag"], object?["size"])
        case "Object Deleted":
            let isPermanent = message["detail"]?["deletion-type"]?.string == "Permanently Deleted"
            change = isPermanent && object?["version-id"]?.string != nil ? .versionRemoved : .removed
        default: return nil
        }
        // Unlike notifications, events of a bus have keys as they are.
        return ObjectEvent(try ObjectURI("s3://\(bucket)/\(key)"), change, sequencer: object?["sequencer"]?.string)
    }

    private static func created(_ etag: JSONValue?, _ size: JSONValue?) -> Change {
        .created(etag: etag?.string?.withoutQuotes, size: size?.int.map { Int($0) })
    }

    private static func unreadable(_ reason: String) -> FdnixError {
        FdnixError(.malformedInput, "the event is not a notification of S3: \(reason)")
    }
}
