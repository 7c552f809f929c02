import Basics
import Testing

@Suite("Numbers with commas")
struct GroupedNumberTests {
    @Test(
        "thousands stand apart",
        arguments: [
            (0, "0"), (7, "7"), (999, "999"), (1000, "1,000"), (111_846, "111,846"), (1_000_000, "1,000,000"),
            (-1, "-1"), (-999, "-999"), (-1000, "-1,000"), (-999_999, "-999,999"),
            (Int.max, "9,223,372,036,854,775,807"), (Int.min, "-9,223,372,036,854,775,808"),
        ])
    func grouping(number: Int, text: String) { #expect(number.grouped == text) }

    @Test("every integer type has them")
    func types() {
        #expect(UInt8.max.grouped == "255")
        #expect(Int32.min.grouped == "-2,147,483,648")
        #expect(UInt64.max.grouped == "18,446,744,073,709,551,615")
    }
}
