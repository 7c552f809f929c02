import Basics
import Digests
import JSON
import ObjectStorage

/// What a directory store keeps beside the bytes of an object, in a small file a key.
///
/// The file knows the version that is there and the one that is about to take its place, each by its tag: whenever the
/// process is killed, the object has what belongs to it. What it says of other versions counts for nothing, so that a file
/// that was put there by hand has no type and no checksum.
struct SideData {
    /// The versions that are known, at most two, the newest first.
    private(set) var versions: [ObjectInfo]

    /// Where the data of `key` are in the store's own directory.
    static func path(of key: String, in directory: String) throws -> String {
        let name = try Digest.hash(.sha256, Array(key.utf8)).prefix(16).hexadecimal
        return "\(directory)/info/\(name.prefix(2))/\(name.dropFirst(2)).json"
    }

    /// The data at `path`: none where nothing can be read there.
    init(at path: String) {
        versions = []
        guard let bytes = try? FileSystem.read(path), let value = try? JSONValue.parse(bytes) else { return }
        versions = (value["versions"]?.array ?? []).compactMap(Self.version)
    }

    /// The data once a new version is announced beside the present one.
    init(announcing version: ObjectInfo, beside present: ObjectInfo?) {
        versions = [version] + [present].compactMap(\.self)
    }

    /// The object as the data tell of it, or without them where they know another version; nil tells which.
    func info(of plain: ObjectInfo) -> ObjectInfo? {
        guard var known = versions.first(where: { $0.tag == plain.tag }) else { return nil }
        (known.key, known.size, known.modified) = (plain.key, plain.size, plain.modified)
        return known
    }

    /// The file's bytes, for the object `key`.
    func encoded(_ key: String) -> [UInt8] {
        let list = versions.map { version -> JSONValue in
            var members = JSONObject([.init("tag", .string(version.tag))])
            func add(_ name: String, _ value: String?) {
                if let value { members.members.append(.init(name, .string(value))) }
            }
            add("sha256", version.sha256)
            add("contentType", version.contentType)
            add("contentEncoding", version.contentEncoding)
            let metadata = version.metadata.sorted { $0.key < $1.key }.map { JSONObject.Member($0, .string($1)) }
            if !metadata.isEmpty { members.members.append(.init("metadata", .object(JSONObject(metadata)))) }
            return .object(members)
        }
        return JSONValue.object(["key": .string(key), "versions": .array(list)]).encoded
    }

    private static func version(_ value: JSONValue) -> ObjectInfo? {
        guard let tag = value["tag"]?.string else { return nil }
        let metadata = (value["metadata"]?.object?.members ?? []).compactMap { member in
            member.value.string.map { (member.key, $0) }
        }
        return ObjectInfo(
            key: "", size: 0, tag: tag, modified: 0, sha256: value["sha256"]?.string,
            contentType: value["contentType"]?.string, contentEncoding: value["contentEncoding"]?.string,
            metadata: Dictionary(metadata) { first, _ in first })
    }
}
