import ArgumentParser
import Basics
import Documents
import Interruption

/// `embed-documents watch`: keeps what is stored of a folder up to date.
struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Keep what is stored of a folder up to date, until it is stopped.",
        discussion: "Looks every few seconds; a look at a folder without changes reads no document.")

    @OptionGroup var options: RunOptions
    @Option(help: ArgumentHelp("Seconds between two looks.", valueName: "seconds"))
    var interval = 2

    func validate() throws {
        guard (1...86_400).contains(interval) else { throw ValidationError("--interval is from 1 to 86,400 seconds") }
    }

    func run() async throws {
        let workshop = try Workshop(options.data.environment(), input: options)
        let (model, width, pause) = (options.model, options.concurrency, interval)
        do {
            try await Interruptible.run(grace: .seconds(25)) {
                let pipeline = try await workshop.pipeline(width: width)
                while true {
                    let name = RunOptions.newRunName()
                    let report = try await pipeline.perform(
                        RunRequest(modelKey: model, run: name), name: name, concurrency: width,
                        tellsIdleRuns: false, progress: SilentProgress())
                    if report.results + report.management.removed > 0 {
                        try ReportText(report: report).print(asJSON: !Terminal.standardOutputIsTerminal)
                    }
                    try await Task.sleep(for: .seconds(pause))
                }
            }
        } catch is Interruption {
            // Whoever stops it means it.
        }
    }
}
