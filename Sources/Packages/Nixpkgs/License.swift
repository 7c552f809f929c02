/// A licence in one of the forms nixpkgs writes. Indirect, as all packages share a few hundred distinct values.
public indirect enum License: Sendable, Hashable {
    /// A bare string (or the JSON text of an unknown form).
    case string(String)
    /// One licence with its names and terms.
    case object(LicenseRecord)
    /// Several; `op` is `AND` or `OR` for compound licences, nil for a plain list.
    case array([LicenseRecord], op: String?)
    /// A licence `WITH` an exception.
    case exception(LicenseRecord, exception: LicenseRecord)

    /// The licence records it is made of; a bare string counts as a record with that short name.
    public var records: [LicenseRecord] {
        switch self {
        case .string(let s): [LicenseRecord(shortName: s)]
        case .object(let r): [r]
        case .array(let rs, _): rs
        case .exception(let r, let e): [r, e]
        }
    }
}

/// One licence: `lib.licenses.*`. Strings are `""` when absent, flags nil when unstated.
public struct LicenseRecord: Sendable, Hashable {
    /// nixpkgs' own short name, e.g. `gpl3Plus`.
    public var shortName = ""
    /// The name in words, e.g. `GNU General Public License v3.0 or later`.
    public var fullName = ""
    /// The identifier in the SPDX licence list, e.g. `GPL-3.0-or-later`.
    public var spdxId = ""
    /// Where the text of the licence is.
    public var url = ""
    /// Whether it makes free software.
    public var free: Bool?
    /// Whether what is under it may be redistributed.
    public var redistributable: Bool?
    /// Whether nixpkgs asks to name another licence instead.
    public var deprecated: Bool?

    /// A licence of which only the short name is known.
    public init(shortName: String = "") { self.shortName = shortName }
}
