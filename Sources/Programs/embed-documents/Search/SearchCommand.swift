import ArgumentParser
import Basics
import DocumentStore
import Documents
import LambdaRuntime

/// `embed-documents search`: a question to the documents; without one, an event of a gateway on standard input.
struct SearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", abstract: "Find the passages of documents that answer a question.",
        discussion: """
            On a terminal the passages are listed; elsewhere, and with --json, the body of the search's answer is printed: \
            {"data":{"documents":[{"pageContent","metadata","score"}]}}, best first. \
            Without --query, one event of API Gateway is read from standard input and answered, as in Lambda.

            A filter is JSON on metadata: {"page": {"$gte": 2}, "source": {"$like": "%.pdf"}}, with $eq $ne $lt $lte $gt \
            $gte $in $nin $like $ilike $between $exists, and lists under $and and $or.
            """)

    @Option(name: [.customLong("query"), .customShort("q")], help: "The question.")
    var query: String?
    @Option(help: ArgumentHelp("The model whose collection is searched (default: the first).", valueName: "key"))
    var model: String?
    @Option(help: ArgumentHelp("The most passages, 1 to 100 (default 5).", valueName: "number"))
    var limit: String?
    @Option(help: ArgumentHelp("The least likeness, -1 to 1 (default 0).", valueName: "number"))
    var threshold: String?
    @Option(help: ArgumentHelp("Conditions on metadata, in JSON.", valueName: "json"))
    var filter: String?
    @Option(
        help: ArgumentHelp(
            "How passages are ranked: hybrid (default), by words and meaning, or vector.", valueName: "mode"))
    var mode: String?
    @Flag(help: "Print the body of the answer in JSON, on a terminal too.")
    var json = false
    @OptionGroup var data: DataOptions

    func run() async throws {
        guard let query else { return try await answerEvent() }
        let asksPerson = !json && Terminal.standardOutputIsTerminal
        let question = try question(query, wantsSnippets: asksPerson)
        let search = try await Workshop(data.environment()).search()
        var answer = try await search.answer(question)
        // Programs that ask for nothing else get what words and meaning find together in the order of the scores.
        if mode == nil, !asksPerson { answer = answer.byScore }
        var output = StandardOutput()
        if asksPerson {
            try AnswerText(answer: answer).write(to: &output)
        } else {
            try output.write(answer.json)
            try output.line()
        }
        try output.flush()
    }

    private func answerEvent() async throws {
        guard !Terminal.standardInputIsTerminal else {
            throw FdnixError(.usage, "nothing is asked: name the question with --query")
        }
        let environment = data.environment()
        try await DocumentFunctions.search(environment).run(environment)
    }

    private func question(_ query: String, wantsSnippets: Bool) throws(FdnixError) -> CorpusQuestion {
        var texts = ["question": query]
        texts["modelRefKey"] = model
        texts["limit"] = limit
        texts["threshold"] = threshold
        texts["filter"] = filter
        texts["mode"] = mode
        return try CorpusQuestion(texts: texts, mode: .hybrid, wantsSnippets: wantsSnippets)
    }
}
