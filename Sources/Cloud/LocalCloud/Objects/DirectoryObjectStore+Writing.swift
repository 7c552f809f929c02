import Basics
import Digests
public import ObjectStorage
import Platform
import Synchronization

extension DirectoryObjectStore {
    /// Writes the file beside the objects and renames it; also the disk has it then.
    @discardableResult
    public func put(_ key: String, _ content: ObjectContent, _ options: PutOptions) async throws -> ObjectInfo {
        let name = try ObjectKey(key).text
        try options.check()
        try await prepare()
        let temporary = AtomicFile.temporaryPath(for: "\(own)/tmp/object")
        do {
            let sha256 =
                if let known = try await take(content, as: temporary, options) { known } else {
                    try await write(ContentReader(content), to: temporary, name, options)
                }
            try Task.checkCancellation()
            return try await BlockingWork.run {
                var info = try self.dated(temporary, name)
                // The time with it. Here, and not while others wait.
                try AtomicFile.sync(temporary)
                (info.sha256, info.metadata) = (sha256, options.metadata)
                (info.contentType, info.contentEncoding) = (options.contentType, options.contentEncoding)
                try self.publish(temporary, info, options.condition)
                return info
            }
        } catch {
            unlink(temporary)
            throw error
        }
    }

    /// Gives a file that is handed over the temporary name; returns its SHA-256. Nil where it has to be copied: also where it has
    /// other names, as its time changes.
    private func take(
        _ content: ObjectContent, as temporary: String, _ options: PutOptions
    ) async throws -> String? {
        guard options.isSealed, case .file(let path) = content, let sha256 = options.sha256 else { return nil }
        return await BlockingWork.run {
            var status = stat()
            guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_nlink == 1,
                Platform.link(path, temporary) == 0
            else { return nil }
            options.onProgress?(Int(status.st_size))
            return sha256
        }
    }

    /// Writes the temporary file; returns its SHA-256.
    private func write(
        _ reader: ContentReader, to temporary: String, _ key: String, _ options: PutOptions
    ) async throws -> String {
        let file = try RandomAccessFile(writing: temporary)
        while true {
            let offset = reader.count
            guard let piece = try await reader.piece() else { break }
            try await file.write(piece, at: offset)
            options.onProgress?(reader.count)
        }
        return try reader.finish(key, expecting: options.sha256)
    }

    /// Gives a finished file the time of now to the nanosecond: files of one size that follow each other in one place of
    /// the disk are told apart by it, and clocks of file systems tick some milliseconds at a time.
    private func dated(_ path: String, _ key: String) throws -> ObjectInfo {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        guard utimensat(AT_FDCWD, path, [now, now], 0) == 0, let info = ObjectInfo(key, at: path) else {
            throw FdnixError.io("date", path)
        }
        return info
    }

    /// Gives the place of one file to another one, and waits for as much of it as is asked to be on the disk.
    typealias Replace = (_ target: String, _ temporary: String, AtomicFile.Durability) throws -> Void

    /// Puts a finished file, whose bytes are on the disk, in its place, if the condition holds of what is there.
    func publish(
        _ temporary: String, _ info: ObjectInfo, _ condition: PutCondition,
        replace: Replace = { try AtomicFile.replace($0, with: $1, $2) }
    ) throws {
        try locked(info.key) {
            let present = try open(info.key)?.1
            try condition.check(info.key, against: present)
            let side = try SideData.path(of: info.key, in: own)
            let written = AtomicFile.temporaryPath(for: "\(own)/tmp/info")
            do {
                let file = try FileWriter(creating: written)
                try SideData(announcing: info, beside: present).encoded(info.key).withUnsafeBytes { try file.write($0) }
                try file.close()
                let directory = FileSystem.directory(of: side)
                if !FileSystem.isDirectory(directory) { try FileSystem.createDirectories(directory) }
                try replace(side, written, .whole)
            } catch {
                unlink(written)
                throw error
            }
            try place(temporary, at: "\(location)/\(paths.path(of: info.key))", replace)
        }
    }

    /// Renames a file to where an object lies, or to its mark where a directory has the name.
    private func place(_ temporary: String, at path: String, _ replace: Replace) throws {
        var tries = 0
        while true {
            try makeDirectories(for: path)
            let isMarked = FileSystem.isDirectory(path)
            do {
                try replace(isMarked ? path + KeyPaths.mark : path, temporary, .name)
            } catch let error as FdnixError where tries < 100 && error.isOtherShape {
                // Directories come and go with the objects of others.
                tries += 1
                continue
            }
            if !isMarked, FileSystem.exists(path + KeyPaths.mark) {
                try lockedShape { if FileSystem.kind(of: path) == .regularFile { unlink(path + KeyPaths.mark) } }
            }
            return
        }
    }

    /// Creates the directories above `path`; objects whose names they need get their marks.
    private func makeDirectories(for path: String) throws {
        if FileSystem.isDirectory(FileSystem.directory(of: path)) { return }
        var built = location
        try FileSystem.createDirectories(built)
        for part in path.dropFirst(location.count).split(separator: "/").dropLast() {
            built += "/\(part)"
            let directory = built
            if FileSystem.isDirectory(directory) { continue }
            try lockedShape {
                if FileSystem.kind(of: directory) == .regularFile, rename(directory, directory + KeyPaths.mark) != 0 {
                    throw FdnixError.io("move", directory)
                }
                guard mkdir(directory, 0o755) == 0 || FileSystem.isDirectory(directory) || errno == ENOENT else {
                    throw FdnixError.io("create the directory", directory)
                }
            }
        }
    }

    /// Removes the files, and directories that hold nothing else then.
    public func delete(_ keys: [String]) async throws {
        let names = try keys.map { try ObjectKey($0).text }
        guard !names.isEmpty, FileSystem.exists(location) else { return }
        try await prepare()
        try await BlockingWork.run {
            for name in names {
                try Task.checkCancellation()
                try self.locked(name) { try self.remove(name) }
            }
        }
    }

    private func remove(_ key: String) throws {
        let path = "\(location)/\(paths.path(of: key))"
        // Whoever gives it the mark meanwhile moves it from the first to the second.
        for path in [path, path + KeyPaths.mark] {
            guard unlink(path) == 0 || [ENOENT, ENOTDIR].contains(errno) || FileSystem.isDirectory(path) else {
                throw FdnixError.io("remove", path)
            }
        }
        try FileSystem.remove(SideData.path(of: key, in: own))
        var directory = FileSystem.directory(of: path)
        while directory.count > location.count, rmdir(directory) == 0 {
            directory = FileSystem.directory(of: directory)
        }
    }

    // MARK: Locks

    /// Makes the store's own directories and removes what killed processes left in them.
    func prepare() async throws {
        if isPrepared.withLock({ $0 }) { return }
        try await BlockingWork.run {
            for name in ["tmp", "locks", "info"] { try FileSystem.createDirectories("\(own)/\(name)") }
            for name in ["object", "info"] { AtomicFile.removeStale(beside: "\(own)/tmp/\(name)") }
        }
        isPrepared.withLock { $0 = true }
    }

    /// Runs `body` while no other process, and no other task, writes or removes the object.
    private func locked<T>(_ key: String, _ body: () throws -> T) throws -> T {
        let shard = Array(key.utf8).withUnsafeBytes { XXHash64.hash($0) } % 64
        let lock = try FileLock(waitingAt: "\(own)/locks/\(shard)")
        return try withExtendedLifetime(lock, body)
    }

    /// Runs `body` while nobody else turns names of objects into directories.
    private func lockedShape(_ body: () throws -> Void) throws {
        let lock = try FileLock(waitingAt: "\(own)/locks/shape")
        try withExtendedLifetime(lock, body)
    }
}

extension FdnixError {
    /// Whether a directory is where a file was, or the other way round, or is gone.
    fileprivate var isOtherShape: Bool {
        guard let system = underlying as? SystemError else { return false }
        return [ENOENT, ENOTDIR, EISDIR, EEXIST, ENOTEMPTY].contains(system.number)
    }
}
