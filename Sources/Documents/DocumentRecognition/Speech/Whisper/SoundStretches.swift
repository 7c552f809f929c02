/// Cuts sound as it comes into stretches that are heard at once: half a minute at most,
/// which is what the model looks at anyway, cut where it is quiet.
struct SoundStretches {
    /// How many samples a second of sound has.
    static let rate = 16_000
    /// How many samples the longest stretch has.
    static let longest = 30 * rate

    /// A part of the sound, as numbers from -1 to 1.
    struct Stretch: Equatable {
        /// When it begins, in milliseconds from the start of the sound.
        var start: Int
        var samples: [Float]
    }

    private var samples: [Float] = []
    private var firstHalf: UInt8?
    private var taken = 0

    /// Adds samples of 16 bits in little-endian order; one may be torn between two pieces.
    mutating func add(_ piece: [UInt8]) {
        for byte in piece {
            if let low = firstHalf {
                samples.append(Float(Int16(bitPattern: UInt16(low) | UInt16(byte) << 8)) / 32_768)
                firstHalf = nil
            } else {
                firstHalf = byte
            }
        }
    }

    /// The next stretch; nil until there is enough sound for one, or at the end none left.
    mutating func next(atEnd isEnd: Bool) -> Stretch? {
        let count = samples.count < Self.longest ? (isEnd ? samples.count : 0) : quietest()
        guard count > 0 else { return nil }
        let stretch = Stretch(start: taken * 1000 / Self.rate, samples: Array(samples.prefix(count)))
        samples.removeFirst(count)
        taken += count
        return stretch
    }

    /// The middle of the quietest fifth of a second in the last quarter of the longest stretch.
    private func quietest() -> Int {
        let step = Self.rate / 5
        let places = stride(from: Self.longest * 3 / 4, through: Self.longest - step, by: step)
        let loudness = places.map { place in samples[place..<place + step].reduce(0) { $0 + $1 * $1 } }
        let quietest = zip(places, loudness).min { $0.1 < $1.1 }?.0 ?? Self.longest - step
        return quietest + step / 2
    }
}
