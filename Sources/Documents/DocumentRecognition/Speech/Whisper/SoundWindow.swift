/// A stretch of a film's sound: short enough to be heard at once, cut where it is quiet.
struct SoundWindow {
    /// How many samples a second of sound has.
    static let rate = 16_000
    /// Seconds of the longest stretch.
    static let seconds = 60

    /// The sound as numbers from -1 to 1.
    let samples: [Float]
    /// Whether it goes on behind this stretch.
    let isCut: Bool

    /// A stretch of what begins with `bytes`, samples of 16 bits in little-endian order. Where there are as many as a
    /// stretch may have, it ends at the quietest fifth of a second of the last quarter.
    init(_ bytes: [UInt8]) {
        let count = min(bytes.count / 2, Self.rate * Self.seconds)
        var samples = (0..<count).map { index in
            Float(Int16(bitPattern: UInt16(bytes[2 * index]) | UInt16(bytes[2 * index + 1]) << 8)) / 32_768
        }
        isCut = count == Self.rate * Self.seconds
        if isCut { samples.removeLast(count - Self.quietest(samples, from: count * 3 / 4)) }
        self.samples = samples
    }

    /// The middle of the quietest fifth of a second.
    private static func quietest(_ samples: [Float], from start: Int) -> Int {
        let step = rate / 5
        func loudness(_ place: Int) -> Float { samples[place..<place + step].reduce(0) { $0 + $1 * $1 } }
        let places = stride(from: start, through: samples.count - step, by: step).map { ($0, loudness($0)) }
        return (places.min { $0.1 < $1.1 }?.0 ?? samples.count - step / 2) + step / 2
    }
}
