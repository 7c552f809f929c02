import Basics
import Testing

struct ProcessEnvironmentTests {
    @Test func `a program is found by its name and by its path`() throws {
        let shell = try #require(ProcessEnvironment.program(named: "sh"))
        #expect(shell.hasPrefix("/") && shell.hasSuffix("/sh"))
        #expect(ProcessEnvironment.program(named: shell) == shell)
        #expect(ProcessEnvironment.program(named: "no-such-program") == nil)
        #expect(ProcessEnvironment.program(named: "/no/such/program") == nil)
    }
}
