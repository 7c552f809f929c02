//! Builds an index of a cookbook, opens it, searches it, and explains the scores: the engine knows no packages.
//!
//! `swift run BuildIndex` writes `recipes.idx`; another path can be given.

import SearchEngine
import StaticEmbedding

// What a recipe is made of. Names come before prose among the fields; the numbers below are places in these lists.
let schema = IndexSchema(
    fields: [
        .init("title", isName: true, weight: 5, lengthDiscount: 0.3),
        .init("ingredients", weight: 2, lengthDiscount: 0.4),
        .init("method", weight: 1, lengthDiscount: 0.6),
    ],
    facets: ["course"],
    // A recipe stores its key and its title, and has no programs: their places are the title's.
    names: .init(key: 0, name: 1, program: 1, programs: 1))

extension Field {
    static let title = Field(rawValue: 0)
    static let ingredients = Field(rawValue: 1)
    static let method = Field(rawValue: 2)
}

extension FacetColumn {
    static let course = FacetColumn(rawValue: 0)
}

struct Recipe {
    var key, title, course, ingredients, method: String
}

let recipes = [
    Recipe(
        key: "gazpacho", title: "Gazpacho", course: "soup", ingredients: "tomatoes, cucumber, bread, olive oil",
        method: "Blend everything raw and serve it cold."),
    Recipe(
        key: "minestrone", title: "Minestrone", course: "soup", ingredients: "beans, carrots, celery, tomatoes, pasta",
        method: "Simmer the vegetables until tender, then cook the pasta in the broth."),
    Recipe(
        key: "apple-pie", title: "Apple pie", course: "dessert", ingredients: "apples, flour, butter, cinnamon",
        method: "Line a tin with pastry, fill it, and bake until golden."),
    Recipe(
        key: "lemon-sorbet", title: "Lemon sorbet", course: "dessert", ingredients: "lemons, sugar, water",
        method: "Freeze the syrup and stir it every half hour."),
]

// One vector a recipe. The builder wants them as rows of one matrix, and each document names its row.
let model = try StaticModel.bundled()
let vectors = try await model.embed(
    recipes.map { "\($0.title): \($0.ingredients). \($0.method)" }, purpose: .document)

let documents = recipes.enumerated().map { row, recipe in
    var document = IndexDocument(key: recipe.key)
    document.names = [(.key, recipe.key), (.name, recipe.title)]
    document.texts = [.title: recipe.title, .ingredients: recipe.ingredients, .method: recipe.method]
    document.facets = [.course: [recipe.course]]
    document.stored = [.inline(recipe.key), .inline(recipe.title)]
    if case .vector = vectors[row] { document.vector = row }
    return document
}

var builder = IndexBuilder(schema: schema)
builder.vectors = vectors.values
builder.dimension = model.dimension
builder.model = model.sections
let path = CommandLine.arguments.dropFirst().first ?? "recipes.idx"
try builder.write(documents, to: path)

// Searching needs the file and the schema. A searcher keeps working memory and serves one thread; the index is shared.
let index = try SearchIndex(path: path, schema: schema)
let searcher = Searcher(index)

var request = SearchRequest(Query(parsing: "cold tomato soup"))
if case .vector(let vector) = try await model.embed([request.query.text], purpose: .query)[0] {
    request.vector = Array(vector)
}
request.facets = [.course]
request.explain = true
let results = searcher.search(request)

for hit in results.hits {
    print(index.stored(hit.document, schema.names.name), hit.score)
    if let why = hit.explanation {
        print("  words \(why.lexical), of the query \(why.coverage), cosine \(why.cosine ?? 0)")
    }
}
for count in results.facets[.course] ?? [] { print("\(count.value): \(count.count)") }

// A filter is decided once for each set of values, then looked up for each document.
request.filters = [index.filter(.course) { $0 == "dessert" }]
print("desserts: \(searcher.search(request).hits.map { index.stored($0.document, schema.names.name) })")
