import PackageSearch
import ServiceAPI

/// `/compare?packages=…`: two or three packages side by side, what differs in the foreground.
enum ComparePage {
    /// More columns than this cannot be compared at a glance.
    static let limit = 3

    static func answer(
        _ service: SearchService, _ request: ServiceRequest, _ rest: String
    ) async throws -> ServiceResponse {
        let snapshot = try service.snapshot()
        return await snapshot.answer(request, as: PageResponse.representation) {
            let picked = PickedPackages(request.parameters, snapshot)
            let page = PageResponse.document { html in
                let layout = Layout(view: .compare, title: "Compare packages – fdnix", snapshot: snapshot)
                layout.write(to: &html) { html in
                    html.element("article", .class("package")) { write(picked, snapshot, to: &$0) }
                }
            }
            return Representation.Contents(bytes: page)
        }
    }

    private static func write(_ picked: PickedPackages, _ snapshot: IndexSnapshot, to html: inout HTML) {
        html.element("header") { html in
            html.element("h1", text: "Side by side")
            picked.writeMissing(to: &html)
            if picked.hits.count > limit {
                html.element("p", .class("warning"), text: "The first \(limit) of \(picked.hits.count).")
            }
            if picked.hits.isEmpty {
                picked.writeNothing("Pick two or three packages among the results to compare them.", to: &html)
            }
        }
        guard !picked.hits.isEmpty else { return }
        let revision = snapshot.build.nixpkgsRevision
        Comparison(details: picked.hits.prefix(limit).map { PackageDetail($0, revision: revision) }).write(to: &html)
    }
}

/// The table of a comparison.
private struct Comparison {
    let details: [PackageDetail]

    private typealias Item = PackageFacts.Item

    private var rows: [(title: String, cells: [[Item]])] {
        let facts = details.map { PackageFacts(detail: $0).all }
        var rows: [(String, [[Item]])] = [
            ("Description", details.map { [Item(text: $0.hit[.description])] }),
            ("Version", details.map { [Item(text: $0.hit[.version])] }),
            ("Warnings", details.map { Badges.names($0.hit.flags).map { Item(text: $0) } }),
        ]
        var titles: [String] = []
        for title in facts.flatMap({ $0.map(\.title) }) where !titles.contains(title) { titles.append(title) }
        for title in titles {
            rows.append((title, facts.map { list in list.first { $0.title == title }?.items ?? [] }))
        }
        rows.append(("In a shell", details.map { [Item(text: Snippets([$0.hit]).shell, isCode: true)] }))
        return rows.filter { !$0.1.allSatisfy(\.isEmpty) }
    }

    func write(to html: inout HTML) {
        html.element("table", .class("comparison")) { html in
            html.element("thead") { html in
                html.element("tr") { html in
                    html.element("td") { _ in }
                    for detail in details {
                        html.element("th", .scope("col")) { html in
                            let path = detail.hit[.attributePath]
                            html.element("a", .href(.package(path)), text: path)
                        }
                    }
                }
            }
            html.element("tbody") { html in
                for row in rows { write(row.title, row.cells, to: &html) }
            }
        }
    }

    private func write(_ title: String, _ cells: [[Item]], to html: inout HTML) {
        let isSame = cells.count > 1 && cells.allSatisfy { $0 == cells[0] }
        html.element("tr", .class(isSame ? "same" : nil)) { html in
            html.element("th", .scope("row"), text: title)
            for (detail, items) in zip(details, cells) {
                // Narrow screens stack the cells and show whose they are.
                html.element("td", .data("of", detail.hit[.attributePath])) { html in
                    if items.isEmpty { html.element("span", .class("none"), text: "none") }
                    if items.count == 1 { FactView.write(items[0], to: &html) }
                    guard items.count > 1 else { return }
                    html.element("ul") { html in
                        for item in items { html.element("li") { FactView.write(item, to: &$0) } }
                    }
                }
            }
        }
    }
}
