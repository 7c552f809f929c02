//! Keeps objects in a directory or in an S3 bucket by the same code: conditions, listings, a download that goes on.
//!
//! `swift run StoreObjects PLACE`, where PLACE is a directory (by default `objects`) or `s3://BUCKET/PREFIX`.

import AWS
import AWSServices
import Basics
import LocalCloud
import ObjectStorage

/// The store at a place as people write it.
func store(at place: ObjectLocation) throws -> any ObjectStore {
    switch place {
    case .directory(let path): return DirectoryObjectStore(path)
    case .bucket(let bucket, let prefix):
        let store = S3ObjectStore(bucket, try AWSConfiguration(environment: ProcessEnvironment.current))
        return prefix.isEmpty ? store : PrefixedObjectStore(store, prefix: prefix)
    }
}

let objects = try store(at: ObjectLocation(CommandLine.arguments.dropFirst().first ?? "objects"))

// The first who comes writes; everyone else is told that there is one.
do {
    try await objects.put("runs/1/note.txt", .bytes(Array("first".utf8)), PutOptions(condition: .ifAbsent))
} catch let error as FdnixError where error.code == .conflict {
    print("someone was here before")
}

// A version is changed into the next only while it is still that version.
let read = try await objects.get("runs/1/note.txt")
let text = String(decoding: try await read.collect(upTo: 1 << 20), as: UTF8.self)
try await objects.put(
    "runs/1/note.txt", .bytes(Array("\(text), and again".utf8)),
    PutOptions(condition: .ifMatches(read.info.tag), contentType: "text/plain"))

for try await object in objects.objects(prefix: "runs/") { print(object.key, object.size) }

// In ranges, several at once; killed in the middle it goes on when it is run again.
let fetched = try await ObjectTransfer().download("runs/1/note.txt", from: objects, to: "note.txt")
print("note.txt has the SHA-256", fetched.sha256 ?? "")
