import ServiceAPI

/// `GET /style.css`: how the page looks.
enum CorpusStyle {
    static let route = CorpusRoute(name: "style", summary: "How the page looks.") { _, request in
        let kind = Representation(ServiceResponse(type: "text/css; charset=utf-8", cache: "no-cache", body: []))
        return await kind.answer(request, tag: EntityTag(hashing: text, prefix: "style")) {
            Representation.Contents(bytes: Array(text.utf8))
        }
    }

    private static let text = """
        :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
        body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem }
        h1 { font-size: 1.3rem }
        h2 { font-size: 1.05rem; margin: 0; overflow-wrap: anywhere }
        form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center }
        input[type=search] { flex: 1 1 16rem }
        input, select, button { font: inherit; padding: .3rem .5rem }
        li { margin: 1.5rem 0 }
        .place { margin: 0; opacity: .7; font-size: .9rem; overflow-wrap: anywhere }
        .passage { margin: .4rem 0 }
        .error { color: light-dark(#a00, #f88) }
        pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit }

        """
}
