import Basics
import JSON
import ReceiptModel
import Segments
import TestSupport
import Testing

@Suite struct VersionsTests {
    /// A version of some receipts in a folder of work, made of a base.
    private func version(
        _ number: Int, of receipts: ClosedRange<Int>, _ base: SnapshotDirectory?, in work: String
    ) throws -> SnapshotManifest {
        var merge = SnapshotMerge(base?.manifest, .lines, space, into: work)
        for id in receipts {
            let key = try receipt(id)
            let shard = Shards.shard(of: key, count: Shards.initialCount)
            let old = try (merge.files[shard] ?? []).map {
                try base?.open($0) ?? Segment(path: "\(work)/\($0.name)")
            }
            merge.add(
                try merge.edited(shard, old) { shard in
                    for (record, vector) in records(key, lines: 1..<4, seed: UInt64(number)) {
                        try shard.put(record, .numbers(vector))
                    }
                })
        }
        return merge.manifest(version: VersionName.make(at: time(number), random: 7), at: time(number))
    }

    private func install(
        _ manifest: SnapshotManifest, _ base: SnapshotDirectory?, _ root: CollectionRoot, from work: String
    ) throws -> [String] {
        var fetched: [String] = []
        try root.install(manifest, base: base, at: time()) { file, target in
            fetched.append(file.name)
            try FileSystem.copy("\(work)/\(file.name)", to: target)
        }
        return fetched
    }

    @Test func `a version is built beside the others, of their files where they are the same`() throws {
        try withTemporaryDirectory { directory in
            let (root, work) = (CollectionRoot("\(directory)/root", .lines), "\(directory)/work")
            try FileSystem.createDirectories(work)
            #expect(root.current() == nil && root.currentVersion == nil)
            let first = try version(1, of: 1...40, nil, in: work)
            #expect(try install(first, nil, root, from: work).count == first.entries.count)
            let opened = try #require(root.current())
            try opened.verify()
            #expect(opened.manifest == first)
            let hash = try JSONValue.parse(FileSystem.read("\(opened.path)/\(SnapshotHash.name)"))
            #expect(hash["calculation_time_seconds"]?.double ?? 0 > 0)

            let second = try version(2, of: 3...3, opened, in: work)
            #expect(try install(second, opened, root, from: work).count == 1)
            #expect(root.currentVersion == second.version)
            try #require(root.current()).verify()
            // Again, and an older one late: readers stay where they are.
            #expect(try install(second, opened, root, from: work).isEmpty)
            #expect(try install(first, nil, root, from: work).isEmpty)
            #expect(root.currentVersion == second.version)
            try opened.verify()
            let names = try FileSystem.entries(of: "\(directory)/root/lines/versions")
            #expect(names == [first.version, second.version])
        }
    }

    @Test func `what is not whole is not used, and is built anew`() throws {
        try withTemporaryDirectory { directory in
            let (root, work) = (CollectionRoot("\(directory)/root", .lines), "\(directory)/work")
            try FileSystem.createDirectories(work)
            let manifest = try version(1, of: 1...3, nil, in: work)
            _ = try install(manifest, nil, root, from: work)
            let folder = "\(directory)/root/lines/versions/\(manifest.version)"
            let file = manifest.entries[0].file.name
            for name in [file, "manifest.json", ".snapshot_hash"] {
                try FileSystem.remove("\(folder)/\(name)")
                #expect(root.current() == nil, "\(name)")
                #expect(try install(manifest, nil, root, from: work).count == manifest.entries.count)
                try #require(root.current()).verify()
            }
            try AtomicFile.write(Array("../../etc".utf8), to: "\(directory)/root/lines/CURRENT")
            #expect(root.current() == nil)
        }
    }

    @Test func `files that are not those of the manifest stop it`() throws {
        try withTemporaryDirectory { directory in
            let (root, work) = (CollectionRoot("\(directory)/root", .lines), "\(directory)/work")
            try FileSystem.createDirectories(work)
            let manifest = try version(1, of: 1...3, nil, in: work)
            #expect(throws: FdnixError.self) {
                try root.install(manifest, base: nil, at: time()) { _, target in try AtomicFile.write([1], to: target) }
            }
            #expect(root.current() == nil)
            #expect(try FileSystem.entries(of: "\(directory)/root/lines/versions").isEmpty)
            var other = manifest
            other.version = "../out"
            #expect(throws: FdnixError.self) { try install(other, nil, root, from: work) }
        }
    }

    @Test func `a damaged byte is found by reading everything`() throws {
        try withTemporaryDirectory { directory in
            let (root, work) = (CollectionRoot("\(directory)/root", .lines), "\(directory)/work")
            try FileSystem.createDirectories(work)
            let manifest = try version(1, of: 1...3, nil, in: work)
            _ = try install(manifest, nil, root, from: work)
            let opened = try #require(root.current())
            let path = "\(opened.path)/\(manifest.entries[0].file.name)"
            var bytes = try FileSystem.read(path)
            bytes[bytes.count - 4] ^= 1
            try AtomicFile.write(bytes, to: path)
            #expect(message { try opened.verify() }?.contains("not the file") == true)
        }
    }

    @Test func `old versions go, not the one that is used or its base`() throws {
        try withTemporaryDirectory { directory in
            let (root, work) = (CollectionRoot("\(directory)/root", .lines), "\(directory)/work")
            try FileSystem.createDirectories(work)
            #expect(try root.prune(keep: 1, minimumAge: 0, now: time()).isEmpty)
            var base: SnapshotDirectory?
            var names: [String] = []
            for number in 1...5 {
                let manifest = try version(number, of: 1...2, base, in: work)
                _ = try install(manifest, base, root, from: work)
                names.append(manifest.version)
                base = root.current()
            }
            #expect(try root.prune(keep: 1, minimumAge: 60, now: time(10)).isEmpty)
            #expect(try root.prune(keep: 1, minimumAge: 0, now: time(10)) == Array(names.prefix(3)))
            #expect(try FileSystem.entries(of: "\(directory)/root/lines/versions") == Array(names.suffix(2)))
            try #require(root.current()).verify()
        }
    }
}
