import Basics
import JSON
import Testing

@testable import Documents

struct ObjectEventTests {
    private static func record(_ name: String, _ object: String) -> String {
        #"{"eventVersion":"2.1","eventSource":"aws:s3","eventName":"\#(name)","s3":{"bucket":{"name":"b"},"object":\#(object)}}"#
    }

    private func events(_ json: String) throws -> [ObjectEvent] { try ObjectEvent.events(inText: json) }

    private func event(_ key: String, _ change: ObjectEvent.Change, _ sequencer: String? = nil) -> ObjectEvent {
        ObjectEvent(ObjectURI(bucket: "b", key: key), change, sequencer: sequencer)
    }

    @Test func `notifications of a bucket tell key, tag, size and order`() throws {
        let put = Self.record(
            "ObjectCreated:Put", #"{"key":"My+File%2B%C3%A9.pdf","size":7,"eTag":"abc","sequencer":"0055AED6"}"#)
        #expect(
            try events(#"{"Records":[\#(put)]}"#)
                == [event("My File+é.pdf", .created(etag: "abc", size: 7), "0055AED6")])
    }

    @Test(arguments: [
        ("ObjectRemoved:Delete", "", ObjectEvent.Change.removed),
        ("ObjectRemoved:DeleteMarkerCreated", #","versionId":"v""#, .removed),
        ("s3:ObjectRemoved:Delete", #","versionId":"v""#, .versionRemoved),
        ("LifecycleExpiration:DeleteMarkerCreated", "", .removed),
        ("ObjectCreated:CompleteMultipartUpload", #","eTag":"abc-2","size":9"#, .created(etag: "abc-2", size: 9)),
    ])
    func `each kind of event is known`(name: String, more: String, change: ObjectEvent.Change) throws {
        #expect(
            try events(#"{"Records":[\#(Self.record(name, #"{"key":"k"\#(more)}"#))]}"#) == [event("k", change)])
    }

    @Test func `events that do not matter are passed over`() throws {
        #expect(try events(#"{"Records":[\#(Self.record("ObjectTagging:Put", #"{"key":"k"}"#))]}"#).isEmpty)
        #expect(try events(#"{"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"b"}"#).isEmpty)
    }

    @Test func `events come within messages of topics and queues`() throws {
        let message = #"{"Records":[\#(Self.record("ObjectRemoved:Delete", #"{"key":"k"}"#))]}"#
        let quoted = JSONValue.string(message).description
        let topic = #"{"Records":[{"EventSource":"aws:sns","Sns":{"Message":\#(quoted)}}]}"#
        #expect(try events(topic) == [event("k", .removed)])
        let envelope = #"{"Type":"Notification","Message":\#(quoted)}"#
        let queue = #"{"Records":[{"eventSource":"aws:sqs","body":\#(JSONValue.string(envelope).description)}]}"#
        #expect(try events(queue) == [event("k", .removed)])
    }

    @Test func `events of a bus have keys as they are`() throws {
        func bus(_ kind: String, _ object: String, _ more: String = "") -> String {
            #"{"source":"aws.s3","detail-type":"\#(kind)","detail":{"bucket":{"name":"b"},"object":\#(object)\#(more)}}"#
        }
        #expect(
            try events(bus("Object Created", #"{"key":"a+b %41","etag":"abc","size":3,"sequencer":"01"}"#))
                == [event("a+b %41", .created(etag: "abc", size: 3), "01")])
        let version = #"{"key":"k","version-id":"v"}"#
        #expect(
            try events(bus("Object Deleted", version, #","deletion-type":"Permanently Deleted""#))
                == [event("k", .versionRemoved)])
        #expect(
            try events(bus("Object Deleted", version, #","deletion-type":"Delete Marker Created""#))
                == [event("k", .removed)])
    }

    @Test(arguments: [
        "{}", "[]", #"{"Records":[{}]}"#, #"{"Records":[{"eventName":"ObjectCreated:Put","s3":{}}]}"#, "not JSON",
        #"{"Message":"{\"Message\":\"{\\\"Message\\\":\\\"{\\\\\\\"Message\\\\\\\":\\\\\\\"{}\\\\\\\"}\\\"}\"}"}"#,
    ])
    func `what is not a notification is refused`(json: String) {
        let error = #expect(throws: FdnixError.self) { try events(json) }
        #expect(error?.code == .malformedInput)
    }
}
