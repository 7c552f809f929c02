import TestSupport
import Testing

@testable import PackageSearch

@Suite("Versions")
struct PackageVersionTests {
    @Test("compare as Nix compares them")
    func order() {
        // The examples of the Nix manual, and what follows from its rules.
        let ascending = [
            ("1.0", "2.3"), ("2.1", "2.3"), ("2.3", "2.5"), ("2.3.1", "2.5"), ("2.3", "2.3.1"), ("2.3.1", "2.3.1a"),
            ("2.3pre1", "2.3"), ("2.3pre3", "2.3pre12"), ("2.3a", "2.3c"), ("2.3pre1", "2.3c"), ("2.3pre1", "2.3q"),
            ("9.3", "14.3"), ("1.9", "1.10"), ("2.3a", "2.3.1"), ("", "1"), ("1.0-rc1", "1.0-1"), ("1.0", "1.0-rc1"),
            ("99999999999999999999", "100000000000000000000"),
        ]
        for (older, newer) in ascending {
            let text = Comment(rawValue: "\(older) < \(newer)")
            #expect(PackageVersion(older) < PackageVersion(newer), text)
            #expect(!(PackageVersion(newer) < PackageVersion(older)), text)
        }
        for (a, b) in [("2.3", "2.3"), ("1.02", "1.2"), ("1-2", "1.2"), ("..1", "1")] {
            #expect(PackageVersion(a) == PackageVersion(b))
            #expect(!(PackageVersion(a) < PackageVersion(b)) && !(PackageVersion(b) < PackageVersion(a)))
        }
    }

    @Test("are in one order, whatever they are made of")
    func totalOrder() {
        var random = SplitMix(3)
        let parts = ["1", "2", "10", "a", "pre", "rc", ".", "-", "x", "0"]
        let versions = (0..<60).map { _ in
            PackageVersion(
                (0..<Int.random(in: 0...6, using: &random)).map { _ in parts.randomElement(using: &random) ?? "" }
                    .joined())
        }
        for a in versions {
            for b in versions {
                #expect([a < b, b < a, a == b].count { $0 } == 1)
                for c in versions where a < b && b < c { #expect(a < c) }
            }
        }
    }

    @Test("tell their numbers")
    func numbers() {
        #expect(PackageVersion("3.13.2rc1").numbers == [3, 13, 2])
        #expect(PackageVersion("unknown").numbers.isEmpty)
        #expect(PackageVersion("14.3").isVersion(of: PackageVersion("14")))
        #expect(!PackageVersion("141").isVersion(of: PackageVersion("14")))
        #expect(!PackageVersion("14.3").isVersion(of: PackageVersion("14rc")))
    }
}
