import Basics

/// The names of what belongs to one job.
struct BatchKeys: Sendable, Hashable {
    static let jobs = "bedrock-batch/jobs/"
    static let jobSuffix = ".json"
    static let recordsSuffix = ".records.jsonl"

    let id: String

    /// A job of now: `1790000000-0123abcd`, as no other job of any machine is called.
    init(time: Int, random: Double) {
        let number = UInt32(clamping: Int(random * Double(1 << 32)))
        id = "\(time)-\(number.hexadecimal)"
    }

    init(id: String) { self.id = id }

    /// The job whose job file `key` is; nil for other keys.
    init?(jobFile key: String) { self.init(key, suffix: Self.jobSuffix) }

    /// The job whose list of records `key` is; nil for other keys.
    init?(records key: String) { self.init(key, suffix: Self.recordsSuffix) }

    private init?(_ key: String, suffix: String) {
        guard key.hasPrefix(Self.jobs), key.hasSuffix(suffix) else { return nil }
        let id = key.dropFirst(Self.jobs.count).dropLast(suffix.count)
        guard !id.isEmpty,
            id.utf8.allSatisfy({ ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 || $0 == UInt8(ascii: "-") })
        else { return nil }
        self.init(id: String(id))
    }

    /// The name that the service knows the job by.
    var name: String { "fdnix-embedding-batch-\(id)" }
    var input: String { "bedrock-batch/input/\(id)/input.jsonl" }
    /// What the service writes lies below it, at any depth.
    var outputPrefix: String { "bedrock-batch/output/\(id)/" }
    var job: String { "\(Self.jobs)\(id)\(Self.jobSuffix)" }
    var records: String { "\(Self.jobs)\(id)\(Self.recordsSuffix)" }
}
