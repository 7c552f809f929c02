/// Bootstrap intervals (Efron 1979; for rankings Sakai 2006): how far a mean over so few queries can be trusted.
public enum Bootstrap {
    /// The 95 % interval of the mean of `values`, by resampling with a fixed seed: the same values, the same interval.
    public static func interval(_ values: [Double], samples: Int = 2000) -> ClosedRange<Double> {
        guard !values.isEmpty else { return 0...0 }
        var generator = SplitMix64(state: 42)
        let means = (0..<samples).map { _ in
            var sum = 0.0
            for _ in values { sum += values[Int(generator.next() % UInt64(values.count))] }
            return sum / Double(values.count)
        }.sorted()
        return means[samples * 25 / 1000]...means[samples * 975 / 1000]
    }
}

/// A small generator with a stated algorithm (Steele, Lea, Flood 2014), so that intervals never change by themselves.
private struct SplitMix64 {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
