import Basics
import Digests
import ObjectStorage
import TestSupport
import Testing

extension ObjectStoreCase {
    static let contents = [
        ObjectStoreCase("what was put is got, with all that is kept with it") { subject in
            let bytes = Array("Hello, Nix! ÄÖÜ".utf8)
            let options = PutOptions(
                contentType: "application/json", contentEncoding: "gzip", metadata: ["run-id": "42", "note": "a b; c"])
            let written = try await subject.store.put(subject.key("a"), .bytes(bytes), options)
            #expect(written.key == subject.key("a"))
            #expect(written.size == bytes.count)
            #expect(!written.tag.isEmpty && !written.tag.contains("\""))
            let read = try await subject.store.get(subject.key("a"))
            #expect(try await read.collect(upTo: 100) == bytes)
            let head = try #require(try await subject.store.head(subject.key("a")))
            for info in [read.info, head] {
                #expect(info.key == subject.key("a"))
                #expect(info.size == bytes.count)
                #expect(info.tag == written.tag)
                #expect(info.contentType == "application/json")
                #expect(info.contentEncoding == "gzip")
                #expect(info.metadata == ["run-id": "42", "note": "a b; c"])
                #expect(abs(info.modified - Timestamp.milliseconds) < 600_000)
                let sha256 = try Digest.hash(.sha256, bytes).hexadecimal
                #expect(info.sha256 == nil || info.sha256 == sha256)
            }
        },
        ObjectStoreCase("an object of no bytes is an object") { subject in
            let written = try await subject.put("empty", "")
            #expect(written.size == 0)
            #expect(try await subject.text("empty") == "")
            #expect(try await subject.store.head(subject.key("empty"))?.size == 0)
            #expect(try await subject.names() == ["empty"])
        },
        ObjectStoreCase("a put replaces the object with all that was kept with it") { subject in
            let first = try await subject.put("a", "one", PutOptions(contentType: "text/plain", metadata: ["x": "1"]))
            let second = try await subject.put("a", "second")
            #expect(first.tag != second.tag)
            #expect(try await subject.text("a") == "second")
            #expect(try await subject.store.head(subject.key("a"))?.metadata == [:])
            #expect(try await subject.names() == ["a"])
        },
        ObjectStoreCase("what is not there is told as such") { subject in
            let head = try await subject.store.head(subject.key("none"))
            #expect(head == nil)
            await expect(.notFound) { _ = try await subject.store.get(subject.key("none")) }
            await expect(.notFound) {
                _ = try await subject.store.copy(subject.key("none"), to: subject.key("other"))
            }
            #expect(try await subject.names() == [])
        },
        ObjectStoreCase("a copy has bytes, type and metadata") { subject in
            let options = PutOptions(contentType: "text/x-a", contentEncoding: "br", metadata: ["k": "v"])
            try await subject.put("a b+c", "copied", options)
            try await subject.store.copy(subject.key("a b+c"), to: subject.key("to/ü"))
            #expect(try await subject.text("to/ü") == "copied")
            let head = try #require(try await subject.store.head(subject.key("to/ü")))
            #expect(head.contentType == "text/x-a" && head.contentEncoding == "br" && head.metadata == ["k": "v"])
            #expect(try await subject.text("a b+c") == "copied")
        },
        ObjectStoreCase("many are copied as one is, and a sealed file is an object like others") { subject in
            let options = PutOptions(contentType: "text/x-a", metadata: ["k": "v"])
            try await subject.put("a", "first", options)
            try await withTemporaryDirectory { folder in
                let path = "\(folder)/file"
                try AtomicFile.write(Array("second".utf8), to: path)
                let sum = try Digest.hash(.sha256, Array("second".utf8)).hexadecimal
                let put = try await subject.store.put(
                    subject.key("b"), .file(path), PutOptions(sha256: sum, isSealed: true))
                #expect(put.sha256 == sum && put.size == 6)
            }
            let names = ["a", "b"].map { (source: subject.key($0), target: subject.key("to/\($0)")) }
            try await subject.store.copyAll([])
            try await subject.store.copyAll(names)
            // Again: what is there is replaced.
            try await subject.put("b", "third")
            try await subject.store.copyAll(names)
            #expect(try await subject.text("to/a") == "first")
            #expect(try await subject.text("to/b") == "third")
            #expect(try await subject.store.head(subject.key("to/a"))?.metadata == ["k": "v"])
            #expect(try await subject.names() == ["a", "b", "to/a", "to/b"])
            await expect(.notFound) {
                try await subject.store.copyAll([(subject.key("none"), subject.key("other"))])
            }
        },
        ObjectStoreCase("deleting removes what is there, and only that") { subject in
            for name in ["a", "a/b", "b"] { try await subject.put(name, name) }
            try await subject.store.delete([])
            try await subject.store.delete([subject.key("a"), subject.key("none"), subject.key("a")])
            #expect(try await subject.names() == ["a/b", "b"])
            try await subject.store.delete([subject.key("a")])
            try await subject.put("a", "again")
            #expect(try await subject.text("a") == "again")
        },
        ObjectStoreCase("a file is an object's content") { subject in
            try await withTemporaryDirectory { folder in
                let bytes = Array(repeating: Array("0123456789abcdef".utf8), count: 200_000).flatMap(\.self)
                try AtomicFile.write(bytes, to: "\(folder)/file")
                let written = try await subject.store.put(subject.key("file"), .file("\(folder)/file"))
                #expect(written.size == bytes.count)
                #expect(try await subject.store.get(subject.key("file")).collect(upTo: bytes.count) == bytes)
                await expect(.notFound) {
                    try await subject.store.put(subject.key("none"), .file("\(folder)/none"))
                }
                #expect(try await subject.store.head(subject.key("none")) == nil)
            }
        },
        ObjectStoreCase("metadata that cannot be kept is refused") { subject in
            for metadata in [["Upper": "x"], ["": "x"], ["a": "ü"], ["a": "x\ny"], ["a": " x"], ["a b": "x"]] {
                await expect(.usage) { try await subject.put("a", "x", PutOptions(metadata: metadata)) }
            }
            await expect(.usage) {
                try await subject.put("a", "x", PutOptions(metadata: ["a": String(repeating: "x", count: 2048)]))
            }
            await expect(.usage) { try await subject.put("a", "x", PutOptions(contentType: "a\r\nb: c")) }
            let names = try await subject.names()
            #expect(names == [])
        },
    ]
}
