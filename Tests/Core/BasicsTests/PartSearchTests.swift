import TestSupport
import Testing

@testable import Basics

@Suite("Search for parts that set-up fetches")
struct PartSearchTests {
    private func search(_ environment: [String: String], from executable: String? = nil) -> PartSearch {
        PartSearch(
            folder: "parts", prefixVariable: "PARTS_PREFIX", environment: environment, executableFolder: executable)
    }

    @Test("a stated part is taken whether it is there or not")
    func stated() {
        let search = search(["LIBRARY": "/no/such/libx.so", "MODEL": "/no/such/model"], from: "/a/b")
        #expect(search.library("libx.so", statedBy: "LIBRARY") == "/no/such/libx.so")
        #expect(search.model("models/x", statedBy: "MODEL") == "/no/such/model")
    }

    @Test("what is nowhere is left to the system's loader, or is not there; an empty variable states nothing")
    func nowhere() {
        let search = search(["LIBRARY": "", "MODEL": ""])
        #expect(search.library("libx.so", statedBy: "LIBRARY") == "libx.so")
        #expect(search.model("models/x", statedBy: "MODEL") == nil)
    }

    @Test("the places searched, in order; the current directory is none of them")
    func order() {
        let search = search(["PARTS_PREFIX": "/p"], from: "/a/.build/release")
        #expect(
            search.places("lib/x", beside: "lib/fdnix/x") == [
                "/p/lib/x", "/a/.build/release/../lib/fdnix/x", "/a/.build/release/.fdnix/parts/lib/x",
                "/a/.build/.fdnix/parts/lib/x", "/a/.fdnix/parts/lib/x",
            ])
    }

    @Test("the first place where the part is wins")
    func first() throws {
        try withTemporaryDirectory { prefix in
            try FileSystem.createDirectories("\(prefix)/lib")
            try AtomicFile.write([1], to: "\(prefix)/lib/libx.so")
            let search = search(["PARTS_PREFIX": prefix], from: "/a")
            #expect(search.library("libx.so", statedBy: "LIBRARY") == "\(prefix)/lib/libx.so")
            #expect(search.model("lib", statedBy: "MODEL") == "\(prefix)/lib")
        }
    }
}
