import Basics

/// What the environment says of the tests.
public enum TestSettings {
    /// How often fuzz loops run: `FDNIX_FUZZ_ITERATIONS`, or `fallback`, a number that takes a second.
    public static func fuzzIterations(_ fallback: Int = 300) -> Int {
        ProcessEnvironment.current["FDNIX_FUZZ_ITERATIONS"].flatMap { Int($0) } ?? fallback
    }
}
