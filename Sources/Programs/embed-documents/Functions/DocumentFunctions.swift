import Basics
import CorpusAPI
import LambdaGateway

/// The roles that answer events.
enum DocumentFunctions {
    /// Every role of the kind.
    static let all = [search]

    /// The search of the contract behind a gateway: `POST /corpus/search`.
    static let search = DocumentFunction("search") {
        GatewayFunction(CorpusService(try await CorpusAssembly.open(ProcessEnvironment.current)))
    }

    /// The function that Lambda wants of this process: the role is the first argument, else `EMBED_ROLE`. Nil outside
    /// Lambda, and for roles of another kind.
    static func inLambda(_ arguments: [String], _ environment: [String: String]) -> DocumentFunction? {
        guard environment["AWS_LAMBDA_RUNTIME_API"] != nil else { return nil }
        let role = arguments.first ?? environment["EMBED_ROLE"]
        return all.first { $0.name == role }
    }
}
