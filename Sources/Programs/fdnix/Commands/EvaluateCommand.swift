import ArgumentParser
import Basics
import JSON
import PackageSearch

/// `fdnix evaluate`: relevance on graded queries.
struct EvaluateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "Measure relevance on a file of graded queries.")

    @Option(help: "The graded queries, JSON Lines or the external set's JSON array.", completion: .file())
    var gold: String
    @Flag(help: "Print one JSON object with every query's outcome.")
    var json = false
    @Option(
        help: "What --json printed for an earlier run: show the change, query by query paired.", completion: .file())
    var against: String?
    @Option(
        help: "The least each kind must reach, {\"kind\": {\"nDCG@10\": 0.7}}: exit 1 below it.", completion: .file())
    var thresholds: String?
    @Option(help: "Which legs take part: hybrid, lexical or semantic.")
    var legs = Evaluation.Legs.hybrid
    @OptionGroup var indexOptions: IndexOptions

    func run() async throws {
        let set = try GoldSet(path: gold)
        let index = try indexOptions.open()
        let evaluation = await Evaluation(
            set, try PackageSearcher(index), try IndexOptions.embedding(of: index), legs: legs)
        try report(evaluation)
        if let against {
            let earlier = try JSONValue.parse(FileSystem.read(against))
            print(try Comparison(evaluation, against: earlier).table)
        }
        if let thresholds {
            let violations = try Thresholds(path: thresholds).violations(evaluation)
            guard violations.isEmpty else {
                Terminal.writeToStandardError(violations.joined(separator: "\n") + "\n")
                throw ExitCode(ExitStatus.failure)
            }
        }
    }

    private func report(_ evaluation: Evaluation) throws {
        var output = StandardOutput()
        if try json || Environment.bool("FDNIX_JSON") ?? false {
            var writer = JSONWriter()
            evaluation.write(to: &writer)
            try output.write(writer.bytes)
            try output.line()
        } else {
            try output.line(evaluation.table)
        }
        try output.flush()
    }
}

extension Evaluation.Legs: ExpressibleByArgument {}
