import TestSupport

/// A system that can go on in several ways: a state, what may happen next, and what must hold.
protocol ExplorableState: Hashable {
    associatedtype Action
    /// All that may happen now.
    var actions: [Action] { get }
    /// The state after it happened.
    func after(_ action: Action) -> Self
    /// What is wrong with the state; nil where nothing is.
    var fault: String? { get }
    /// What is wrong once everybody has come to an end without further accidents; nil where nothing is.
    var faultInTheEnd: String? { get }
}

/// A way into a state in which something is wrong.
struct Counterexample<Action>: CustomStringConvertible {
    var fault: String
    var path: [Action]

    var description: String { "\(fault), after\n" + path.map { "  \($0)" }.joined(separator: "\n") }
}

/// How a state was come to.
struct Step<S: ExplorableState> {
    var before: S
    var action: S.Action
}

/// Looks for ways into wrong states: all of them to a depth, or some that are drawn by lot and go far.
enum Explorer {
    /// What a search saw: `depth` is how many actions the longest ways had of which all states were looked at.
    struct Result<Action> {
        var found: Counterexample<Action>?
        var states: Int
        var depth = 0
        var isComplete = false
    }

    /// Breadth first, each state once, until no state is left, all to a `depth` were looked at or more than `limit` were seen. The
    /// shortest way into a wrong state comes out.
    static func search<S: ExplorableState>(_ start: S, depth: Int, limit: Int) -> Result<S.Action> {
        var parents: [S: Step<S>] = [:]
        var front = [start]
        for level in 0...depth {
            var next: [S] = []
            for state in front {
                if let fault = state.fault ?? state.faultInTheEnd {
                    let found = Counterexample(fault: fault, path: path(to: state, parents))
                    return Result(found: found, states: parents.count, depth: level)
                }
                if level == depth { continue }
                for action in state.actions {
                    let successor = state.after(action)
                    guard successor != start, parents[successor] == nil else { continue }
                    parents[successor] = Step(before: state, action: action)
                    next.append(successor)
                }
            }
            if level == depth || parents.count > limit {
                return Result(states: parents.count, depth: level)
            }
            if next.isEmpty { return Result(states: parents.count, depth: level, isComplete: true) }
            front = next
        }
        return Result(states: parents.count)
    }

    private static func path<S: ExplorableState>(to state: S, _ parents: [S: Step<S>]) -> [S.Action] {
        var (path, state): ([S.Action], S) = ([], state)
        while let step = parents[state] {
            path.append(step.action)
            state = step.before
        }
        return path.reversed()
    }

    /// One way of up to `steps` actions, drawn by lot.
    static func walk<S: ExplorableState>(
        _ start: S, steps: Int, _ random: inout SplitMix
    ) -> Counterexample<S.Action>? {
        var (state, path): (S, [S.Action]) = (start, [])
        for _ in 0..<steps {
            if let fault = state.fault { return Counterexample(fault: fault, path: path) }
            guard let action = state.actions.randomElement(using: &random) else { break }
            path.append(action)
            state = state.after(action)
        }
        return (state.fault ?? state.faultInTheEnd).map { Counterexample(fault: $0, path: path) }
    }
}
