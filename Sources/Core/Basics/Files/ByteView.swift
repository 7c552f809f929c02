/// Read-only bytes together with whatever keeps them alive: a mapped file, a heap block, or the program itself.
///
/// Every reader of a file format works on slices of one of these; slicing and typed access are bounds-checked, so
/// that a damaged file gives an error and never a wild read.
public struct ByteView: Sendable {
    // Safe to share: the memory never changes while `owner`, which is Sendable, lives.
    /// The bytes; valid as long as this view (or a copy of it) lives.
    public nonisolated(unsafe) let bytes: UnsafeRawBufferPointer
    private let owner: (any AnyObject & Sendable)?

    /// The whole of a mapped file.
    public init(_ file: MappedFile) {
        bytes = file.bytes
        owner = file
    }

    /// A copy of `bytes` on the heap, aligned to 64 bytes.
    public init(copying source: some Collection<UInt8>) {
        let block = HeapBlock(count: source.count)
        block.bytes.copyBytes(from: source)
        bytes = UnsafeRawBufferPointer(block.bytes)
        owner = block
    }

    /// Memory that lives as long as the program.
    public init(static bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        owner = nil
    }

    private init(bytes: UnsafeRawBufferPointer, owner: (any AnyObject & Sendable)?) {
        self.bytes = bytes
        self.owner = owner
    }

    /// Lets the system have back the memory of a mapped file; nothing for other bytes.
    public func release() { (owner as? MappedFile)?.release() }

    /// How many bytes the view spans.
    public var count: Int { bytes.count }

    /// `count` bytes from `offset`; throws `corrupt` when they are not all there.
    public func slice(_ offset: Int, _ count: Int, _ what: @autoclosure () -> String = "a section") throws -> ByteView {
        guard offset >= 0, count >= 0, offset <= bytes.count, count <= bytes.count - offset else {
            throw FdnixError(.corrupt, "\(what()) reaches past the end of the file")
        }
        return ByteView(bytes: UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count]), owner: owner)
    }

    /// The bytes as little-endian values of `T`; throws `corrupt` unless size and alignment fit.
    public func array<T: BitwiseCopyable>(of type: T.Type, _ what: @autoclosure () -> String = "a section") throws
        -> UnsafeBufferPointer<T>
    {
        guard bytes.count % MemoryLayout<T>.stride == 0 else {
            throw FdnixError(.corrupt, "\(what()) has an odd size")
        }
        guard let base = bytes.baseAddress, bytes.count > 0 else { return UnsafeBufferPointer(start: nil, count: 0) }
        guard Int(bitPattern: base) % MemoryLayout<T>.alignment == 0 else {
            throw FdnixError(.corrupt, "\(what()) is not aligned")
        }
        return UnsafeBufferPointer(
            start: base.assumingMemoryBound(to: T.self), count: bytes.count / MemoryLayout<T>.stride)
    }
}

/// A 64-byte aligned heap allocation, freed with the object.
private final class HeapBlock: Sendable {
    // Safe to share: `ByteView` writes the block before it hands it on, and nobody does afterwards.
    nonisolated(unsafe) let bytes: UnsafeMutableRawBufferPointer
    init(count: Int) { bytes = .allocate(byteCount: max(count, 1), alignment: 64).prefixed(count) }
    deinit { bytes.baseAddress?.deallocate() }
}

extension UnsafeMutableRawBufferPointer {
    fileprivate func prefixed(_ count: Int) -> UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(rebasing: self[0..<count])
    }
}
