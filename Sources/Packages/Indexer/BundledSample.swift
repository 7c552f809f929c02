import CSample

/// The well-known packages that ship with the program, for a first try without network.
enum BundledSample {
    /// A `packages.json` as channels publish it.
    static var bytes: [UInt8] {
        Array(UnsafeBufferPointer(start: fdnix_sample_bytes(), count: fdnix_sample_size()))
    }
}
