/// How alike two vectors are.
enum Cosine {
    /// 1 − cosine distance; 0 where a vector has no direction.
    static func similarity(_ left: some Collection<Float>, _ right: some Collection<Float>) -> Double {
        var (dot, leftSquare, rightSquare): (Double, Double, Double) = (0, 0, 0)
        for (a, b) in zip(left, right) {
            dot += Double(a) * Double(b)
            leftSquare += Double(a) * Double(a)
            rightSquare += Double(b) * Double(b)
        }
        let length = (leftSquare * rightSquare).squareRoot()
        return length > 0 ? dot / length : 0
    }
}
