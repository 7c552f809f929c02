import Basics
import JSON
import TestSupport
import Testing

@testable import DocumentRecognition

/// Writes blocks as Textract does.
struct BlockWriter {
    var blocks: [JSONValue] = []

    mutating func add(_ type: String, _ id: String, _ children: [String] = [], _ more: JSONObject = [:], page: Int = 1)
    {
        var block: JSONObject = ["BlockType": .string(type), "Id": .string(id), "Page": .integer(Int64(page))]
        block.members += more.members
        if !children.isEmpty {
            block["Relationships"] = [["Type": "CHILD", "Ids": .array(children.map { .string($0) })]]
        }
        blocks.append(.object(block))
    }

    /// A line with a word block for each of its words; gives the names of these.
    @discardableResult
    mutating func line(_ id: String, _ text: String, page: Int = 1) -> [String] {
        let words = text.split(separator: " ").enumerated().map { ("\(id)-\($0)", String($1)) }
        for (name, word) in words { add("WORD", name, [], ["Text": .string(word)], page: page) }
        add("LINE", id, words.map(\.0), ["Text": .string(text)], page: page)
        return words.map(\.0)
    }

    mutating func cell(_ id: String, _ row: Int64, _ column: Int64, _ words: [String]) {
        add("CELL", id, words, ["RowIndex": .integer(row), "ColumnIndex": .integer(column)])
    }

    func texts(_ pages: [Int] = [1]) -> [Int: String] {
        var found = TextractBlocks(of: pages)
        found.add(blocks)
        return found.pages.mapValues { TextractPage.text(of: $0, in: found) }
    }
}

@Suite("The text of a page that Textract read") struct TextractPageTests {
    @Test("Layout is written in its order, without headers, footers and numbers")
    func layout() {
        var page = BlockWriter()
        page.line("l1", "Annual report")
        page.line("l2", "The harbour was")
        page.line("l3", "full of boats.")
        page.line("l4", "CONFIDENTIAL")
        page.line("l5", "7")
        page.line("l6", "Made by hand")
        page.add("LAYOUT_HEADER", "a", ["l4"])
        page.add("LAYOUT_TITLE", "b", ["l1"])
        page.add("LAYOUT_TEXT", "c", ["l2", "l3"])
        page.add("LAYOUT_FOOTER", "d", ["l6"])
        page.add("LAYOUT_PAGE_NUMBER", "e", ["l5"])
        #expect(page.texts() == [1: "Annual report\n\nThe harbour was\nfull of boats."])
    }

    @Test("A list has an item a line, and its items come once")
    func list() {
        var page = BlockWriter()
        for (id, text) in [("l1", "first"), ("l2", "second")] {
            page.line(id, text)
            page.add("LAYOUT_TEXT", "t\(id)", [id])
        }
        page.add("LAYOUT_LIST", "list", ["tl1", "tl2"])
        #expect(page.texts() == [1: "first\nsecond"])
    }

    @Test("A table is written row by row at its place, its words once")
    func table() {
        var page = BlockWriter()
        page.line("l0", "Prices")
        let words = ["article", "price", "kerosene lamp", "40"].enumerated().map { page.line("t\($0)", $1) }
        page.line("l1", "All without tax")
        page.cell("c22", 2, 2, words[3])
        page.cell("c11", 1, 1, words[0])
        page.cell("c12", 1, 2, words[1])
        page.cell("c21", 2, 1, words[2])
        page.cell("c31", 3, 1, [])
        page.add("TABLE", "table", ["c22", "c11", "c12", "c21", "c31", "gone"])
        page.add("LAYOUT_TEXT", "a", ["l0"])
        page.add("LAYOUT_TABLE", "b", ["t0", "t1", "t2", "t3"])
        page.add("LAYOUT_TEXT", "c", ["l1"])
        #expect(page.texts() == [1: "Prices\n\narticle | price\nkerosene lamp | 40\n\nAll without tax"])
    }

    @Test("What the layout leaves out comes at the end")
    func withoutLayout() {
        var page = BlockWriter()
        page.line("l1", "one")
        page.line("l2", "two")
        page.add("CELL", "c", [], ["RowIndex": 1, "ColumnIndex": 1])
        page.add("TABLE", "t", ["c"])
        #expect(page.texts() == [1: "one\ntwo"])
        page.add("LAYOUT_TEXT", "a", ["l2"])
        #expect(page.texts() == [1: "two\n\none"])
    }

    @Test("Pages come in any order; those that nobody wants are left out")
    func pages() {
        var page = BlockWriter()
        page.line("c", "third", page: 3)
        page.line("a", "first", page: 1)
        page.line("b", "second", page: 2)
        page.line("d", "third too", page: 3)
        #expect(page.texts([1, 3, 9]) == [1: "first", 3: "third\nthird too"])
    }

    @Test("Circles, repeated names and missing blocks end nothing and write nothing twice")
    func circles() {
        var page = BlockWriter()
        page.line("l", "a line")
        page.add("LAYOUT_LIST", "a", ["b", "a", "gone"])
        page.add("LAYOUT_LIST", "b", ["a", "l"])
        page.add("LAYOUT_TEXT", "a", ["l"])
        page.add("LAYOUT_TEXT", "c", ["l", "l"])
        #expect(page.texts() == [1: "a line"])
        var deep = BlockWriter()
        deep.line("l", "the ground")
        for level in 0..<50_000 { deep.add("LAYOUT_LIST", "n\(level)", level == 0 ? ["l"] : ["n\(level - 1)"]) }
        #expect(deep.texts() == [1: "the ground"])
    }

    /// Random blocks with what Textract writes in the wrong places: each text at most once for each block that has it.
    @Test func anyBlocksHaveAText() {
        var random = SplitMix(11)
        let types = [
            "LINE", "WORD", "TABLE", "CELL", "LAYOUT_TEXT", "LAYOUT_LIST", "LAYOUT_TABLE", "LAYOUT_HEADER", "PAGE", "?",
        ]
        for _ in 0..<TestSettings.fuzzIterations() {
            let count = Int.random(in: 0..<30, using: &random)
            var page = BlockWriter()
            for number in 0..<count {
                let children = (0..<Int.random(in: 0..<6, using: &random)).map { _ in
                    "b\(Int.random(in: 0..<(count + 3), using: &random))"
                }
                page.add(
                    types[Int.random(in: 0..<types.count, using: &random)], "b\(number)", children,
                    [
                        "Text": .string("<\(number)>"), "RowIndex": .integer(Int64.random(in: -2...4, using: &random)),
                        "ColumnIndex": .integer(Int64.random(in: .min ... .max, using: &random)),
                    ], page: Int.random(in: 0...2, using: &random))
            }
            page.blocks += [.null, 7, ["BlockType": "LINE"], ["Page": "one", "Id": "x", "BlockType": "LINE"]]
            for text in page.texts([0, 1, 2]).values {
                for number in 0..<count where page.blocks[number]["BlockType"]?.string == "LINE" {
                    #expect(text.split(separator: "<\(number)>", omittingEmptySubsequences: false).count <= 2)
                }
            }
        }
    }
}
