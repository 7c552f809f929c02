import JSON

/// How much goes into one request.
struct ChromaLimits: Sendable, Hashable {
    /// Records of a write or an answer.
    var records: Int
    /// Bytes of a request's body; one record may have more.
    var bytes = 16 << 20
    /// Whether vectors may be sent as bytes in base64, a fourth of the size.
    var takesBase64: Bool

    /// Reads the answer of `pre-flight-checks`; servers of former times do not say all of it.
    init(_ answer: JSONValue, isHosted: Bool) {
        let stated = answer["max_batch_size"]?.int.map(Int.init) ?? 1000
        records = max(1, isHosted ? min(stated, Self.hostedRecords) : stated)
        takesBase64 = answer["supports_base64_encoding"]?.bool ?? false
    }

    /// What Chroma's own service takes and gives at once.
    static let hostedRecords = 300
    /// The most results that may be asked for: servers read a number of 32 bits, with a sign or without.
    static let results = Int(Int32.max)
}
