/// A number for each of at most 24 classes.
///
/// Three vectors of eight, which the compiler keeps in registers; with one of 32 it calls a function for every number.
struct ClassRow {
    static let count = 24

    private var a = SIMD8<Float>.zero
    private var b = SIMD8<Float>.zero
    private var c = SIMD8<Float>.zero

    subscript(index: Int) -> Float {
        get { index < 8 ? a[index] : index < 16 ? b[index - 8] : c[index - 16] }
        set {
            if index < 8 {
                a[index] = newValue
            } else if index < 16 {
                b[index - 8] = newValue
            } else {
                c[index - 16] = newValue
            }
        }
    }

    /// Adds a multiple of another row.
    @inline(__always) mutating func add(_ other: ClassRow, times factor: Float = 1) {
        let factors = SIMD8(repeating: factor)
        a += factors * other.a
        b += factors * other.b
        c += factors * other.c
    }

    /// Multiplies every number.
    @inline(__always) mutating func scale(by factor: Float) {
        let factors = SIMD8(repeating: factor)
        a *= factors
        b *= factors
        c *= factors
    }
}
