//! Searches an index of packages by words, names and meaning, as `fdnix search` does.
//!
//! Give the path of an index and a query: `swift run SearchPackages fdnix.idx convert video to gif`. `fdnix index` makes
//! such an index; `fdnix index --source sample` makes a small one in a moment.

import PackageSearch
import SearchEngine

let arguments = CommandLine.arguments.dropFirst()
let path = arguments.first ?? "fdnix.idx"
let words = arguments.count > 1 ? arguments.dropFirst().joined(separator: " ") : "convert video to gif"

// The index is mapped, not read: opening it takes about a millisecond. Any number of searchers may share it.
let index = try SearchIndex(path: path, schema: .packages)
let searcher = try PackageSearcher(index)
// The model that the index carries; nil for an index without vectors, which is searched by words and names alone.
let model = try QueryEmbedding(index: index)

var query = PackageQuery(words)
query.limit = 10
query.platforms = ["x86_64-linux"]

let prepared = PreparedQuery(query, on: index)
let embedding = await model?.embed(prepared) ?? .nothing
let results = searcher.search(prepared, embedding)

print("\(results.total) answers, the best \(results.hits.count):")
for hit in results.hits {
    print("\(hit[.attributePath]) \(hit[.version])  \(hit[.description])")
}
if let note = results.note { print(note) }
