import Testing

@testable import ChromaCollections

@Suite struct ServerNumberTests {
    @Test("Numbers are written so that a quick reader and a careful one read them")
    func texts() {
        #expect(ServerNumber.text(2) == "2.0")
        #expect(ServerNumber.text(0.1) == "0.1")
        #expect(ServerNumber.text(-0.25) == "-0.25")
        #expect(ServerNumber.text(1e300) == "1e+300")
    }
}
