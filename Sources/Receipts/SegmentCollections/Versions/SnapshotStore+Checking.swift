import Basics
import Digests
import ObjectStorage
import ReceiptCollections
import ReceiptModel
import Segments

extension SnapshotStore {
    /// Reads every file that the pointer leads to, or of what is read without one, and gives the version that the pointer
    /// names. Throws `corrupt` where anything is missing or is not as the manifest says; `known` is what `find` takes.
    func verify(known: () async -> String?) async throws -> String? {
        while true {
            let before = try await pointer()
            do {
                let (found, pointer) = try await find(known: known)
                if case .segments(let manifest, let prefix) = found { try await check(manifest, prefix) }
                return pointer?.version
            } catch let error as FdnixError where [.corrupt, .notFound].contains(error.code) {
                // A version that was replaced meanwhile may have been removed as well.
                guard try await pointer() != before else { throw error }
            }
        }
    }

    private func check(_ manifest: SnapshotManifest, _ prefix: String) async throws {
        // What a listing shows is seen before anything is read.
        var sizes: [String: Int] = [:]
        for try await object in bucket.objects(prefix: prefix) { sizes[object.key] = object.size }
        let files = manifest.entries.map(\.file)
        for file in files where sizes[prefix + file.name] != file.bytes {
            throw FdnixError(
                .corrupt,
                "\(prefix)\(file.name) in \(bucket.location) is missing or has another size than its manifest says")
        }
        try await files.concurrentForEach(limit: 4) { file in
            guard try await sha256(of: prefix + file.name) == file.sha256 else {
                throw FdnixError(
                    .corrupt, "\(prefix)\(file.name) in \(bucket.location) is not the file that its manifest names")
            }
        }
    }

    /// The SHA-256 of an object's bytes, which are read where they lie or as they come.
    private func sha256(of key: String) async throws -> String {
        let body = try await bucket.get(key).body
        if let file = body.file {
            return try await BlockingWork.run {
                try Digest.hash(.sha256, ByteView(try file.mapped())).hexadecimal
            }
        }
        var digest = try Digest(.sha256)
        for try await piece in body { digest.update(piece) }
        return digest.finalize().hexadecimal
    }
}
