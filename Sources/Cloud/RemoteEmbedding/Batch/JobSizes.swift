/// How many records go into which job: as few jobs as the limits allow, of near-equal size, so that none falls under the
/// least that a job takes.
enum JobSizes {
    /// Splits records of `sizes` bytes each; the ranges follow one another and cover all.
    static func split(_ sizes: [Int], maximumRecords: Int, maximumBytes: Int) -> [Range<Int>] {
        guard !sizes.isEmpty else { return [] }
        var jobs = (sizes.count + maximumRecords - 1) / maximumRecords
        while true {
            let ranges = (0..<jobs).map { sizes.count * $0 / jobs..<sizes.count * ($0 + 1) / jobs }
            // A record alone goes whatever it has.
            let fits = ranges.allSatisfy { range in
                range.count == 1 || sizes[range].reduce(0) { $0 + $1 + 1 } <= maximumBytes
            }
            if fits || jobs == sizes.count { return ranges }
            jobs += 1
        }
    }
}
