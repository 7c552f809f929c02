/// How an object is cut into the parts of an upload: a thousand of the first size, a thousand of twice that, and so on.
///
/// The plan does not need to know how long the object is, and 10,000 parts, which is what S3 takes, suffice for the
/// largest one it takes. Whoever knows the first size knows all, and can tell which bytes a part's checksum is of.
struct PartPlan: Sendable, Hashable {
    /// The most parts that an upload may have.
    static let most = 10_000
    /// The least that a part may have which is not the last, in bytes.
    static let least = 5 << 20
    private static let equal = 1_000

    /// The size of the first parts.
    let first: Int

    /// How many bytes the part has, numbers beginning with 1; the last one may have fewer.
    func size(of number: Int) -> Int { first << ((number - 1) / Self.equal) }
}
