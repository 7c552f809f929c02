import Basics
import JSON

/// The payload of a document's end: its details as a JSON object.
enum DetailsFrame {
    static func encode(_ details: DocumentDetails) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { object in
            object.member("title", details.title)
            object.arrayMember("pages") { pages in
                for page in details.pages {
                    pages.array {
                        $0.integer(page.number)
                        $0.integer(page.offset)
                    }
                }
            }
            object.arrayMember("sections") { sections in
                for section in details.sections {
                    sections.array {
                        $0.string(section.header)
                        $0.integer(section.offset)
                    }
                }
            }
            object.objectMember("metadata") { members in
                for (key, value) in details.metadata.sorted(by: { $0.key < $1.key }) { members.member(key, value) }
            }
            if let count = details.pageCount { object.member("pageCount", count) }
            object.arrayMember("pagesWithoutText") { pages in
                for page in details.pagesWithoutText { pages.integer(page) }
            }
            object.member("recognitionProblem", details.recognitionProblem)
            object.member("replacedCharacters", details.replacedCharacters)
        }
        return writer.bytes
    }

    static func decode(_ payload: ArraySlice<UInt8>) throws -> DocumentDetails {
        guard let value = try? JSONValue.parse(Array(payload)), value.object != nil else {
            throw FdnixError.garbledFrame
        }
        var details = DocumentDetails()
        details.title = value["title"]?.string
        details.pages = try list(value["pages"]).map {
            DocumentDetails.Page(number: try natural($0[0]), offset: try natural($0[1]))
        }
        details.sections = try list(value["sections"]).map {
            guard let header = $0[0]?.string else { throw FdnixError.garbledFrame }
            return DocumentDetails.Section(header: header, offset: try natural($0[1]))
        }
        for member in value["metadata"]?.object?.members ?? [] { details.metadata[member.key] = member.value.string }
        if let count = value["pageCount"] { details.pageCount = try natural(count) }
        details.pagesWithoutText = try list(value["pagesWithoutText"]).map { try natural($0) }
        details.recognitionProblem = value["recognitionProblem"]?.string?.printable(onOneLine: true)
        details.replacedCharacters = try natural(value["replacedCharacters"])
        guard isAscending(details.pages.map(\.offset)), isAscending(details.sections.map(\.offset)) else {
            throw FdnixError.garbledFrame
        }
        return details
    }

    private static func list(_ value: JSONValue?) throws -> [JSONValue] {
        guard let list = value?.array else { throw FdnixError.garbledFrame }
        return list
    }

    private static func natural(_ value: JSONValue?) throws -> Int {
        guard let number = value?.int, number >= 0 else { throw FdnixError.garbledFrame }
        return Int(number)
    }

    private static func isAscending(_ values: [Int]) -> Bool { zip(values, values.dropFirst()).allSatisfy { $0 <= $1 } }
}
