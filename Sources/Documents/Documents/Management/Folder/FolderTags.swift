import Basics
import Digests
import ObjectStorage
import Synchronization

/// The tags of a folder's files, which are read again only where size, time or the file itself changed.
///
/// What is remembered lies in one file of lines, `MD5 inode-size-time key`; where it is damaged, files are read
/// again.
final class FolderTags: Sendable {
    private struct Entry: Sendable {
        var tag: String
        /// What was known of the file without reading it.
        var unread: String
    }

    private struct State {
        var entries: [ObjectKey: Entry] = [:]
        var isLoaded = false
        var isChanged = false
    }

    private let memory: String?
    private let state = Mutex(State())

    /// Tags that the file at `memory` remembers, or only this process for nil.
    init(memory: String?) { self.memory = memory }

    /// A tag made of what is known of a file without reading it.
    static func unread(_ identity: FileIdentity) -> String {
        [identity.number, UInt64(identity.size), UInt64(bitPattern: Int64(identity.modified))]
            .map { String($0, radix: 16) }.joined(separator: "-")
    }

    /// The MD5 of a file's contents; of one that may not be read, what can be known of it, so that whoever wants to read
    /// it tells why that fails. Throws `conflict` for a file that is written to.
    func tag(of file: FolderFile) throws -> String {
        let unread = Self.unread(file.identity)
        let known = state.withLock { state in
            load(&state)
            return state.entries[file.key]
        }
        if let known, known.unread == unread { return known.tag }
        let readable: RandomAccessFile
        do { readable = try RandomAccessFile(reading: file.path) } catch { return unread }
        let tag = try Self.md5(readable)
        guard FileSystem.identity(of: file.path) == file.identity else {
            throw FdnixError(
                .conflict, "\(file.path.printable(onOneLine: true)) was written to while it was read; try again later")
        }
        // A file that was written just now may be written again within the same tick of the file system's clock.
        if file.identity.modified < (Timestamp.milliseconds - 2000) * 1_000_000 {
            state.withLock { state in
                state.entries[file.key] = Entry(tag: tag, unread: unread)
                state.isChanged = true
            }
        }
        return tag
    }

    private static func md5(_ file: RandomAccessFile) throws -> String {
        var digest = try Digest(.md5)
        var offset = 0
        while case let piece = try file.blockingRead(1 << 20, at: offset), !piece.isEmpty {
            try Task.checkCancellation()
            digest.update(piece)
            offset += piece.count
        }
        return digest.finalize().hexadecimal
    }

    /// Writes what is new to the memory; with `keys`, forgets all other files.
    func save(dropping keys: Set<ObjectKey>?) throws {
        guard let memory else { return }
        let lines = state.withLock { state -> [UInt8]? in
            if let keys {
                let known = state.entries.count
                state.entries = state.entries.filter { keys.contains($0.key) }
                state.isChanged = state.isChanged || state.entries.count < known
            }
            guard state.isChanged else { return nil }
            state.isChanged = false
            return state.entries.reduce(into: []) { $0 += "\($1.value.tag) \($1.value.unread) \($1.key.text)\n".utf8 }
        }
        guard let lines else { return }
        try FileSystem.createDirectories(FileSystem.directory(of: memory))
        try AtomicFile.write(lines, to: memory)
    }

    private func load(_ state: inout State) {
        guard !state.isLoaded else { return }
        state.isLoaded = true
        guard let memory, let bytes = try? FileSystem.read(memory) else { return }
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            let parts = line.split(separator: UInt8(ascii: " "), maxSplits: 2, omittingEmptySubsequences: false)
                .map { String(decoding: $0, as: UTF8.self) }
            guard parts.count == 3, parts[0].utf8.count == 32, let key = try? ObjectKey(parts[2]) else { continue }
            state.entries[key] = Entry(tag: parts[0], unread: parts[1])
        }
    }
}
