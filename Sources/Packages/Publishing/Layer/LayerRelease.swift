public import Basics

/// How a new layer reaches a function's users, as a state machine without I/O: it is told what came of an action and
/// says the next one. Whatever fails once something was changed leads back: the function has its old layer, the alias
/// its old version, and the new layer is gone.
public struct LayerRelease: Sendable {
    /// What to do next.
    public enum Action: Sendable, Equatable {
        /// Ask for the newest version of the layer.
        case findNewest
        /// Ask how the unpublished function is configured.
        case readFunction
        /// Ask which version the alias leads to.
        case readAlias
        /// Ask how the function behind the alias is configured.
        case readLive
        /// Publish the archive as a new version of the layer.
        case publishLayer
        /// Give the function these layers, where its configuration is still that of `revision`.
        case setLayers([String], revision: String?)
        /// Wait until the change of the configuration is in force.
        case awaitUpdate
        /// Ask the unpublished function for its health and one search.
        case check
        /// Publish the function as it is.
        case publishFunction
        /// Lead the alias to a version of the function.
        case moveAlias(String)
        /// Ask for all versions of the layer.
        case listLayers
        /// Remove versions of the layer.
        case deleteLayers([Int])
        /// Nothing is left to do.
        case finish(Outcome)
    }

    /// What came of an action.
    public enum Answer: Sendable {
        /// The newest version of the layer, or the one just published.
        case layer(LayerVersion?)
        /// The configuration of a function.
        case function(FunctionState)
        /// A version of the function: the alias's, or the one just published.
        case version(String)
        /// The numbers of the layer's versions.
        case layers([Int])
        /// It is done, and there is nothing to tell.
        case done
        /// It failed, or its answer was lost.
        case failed(FdnixError)
    }

    /// How a release came to its end.
    public enum Outcome: Sendable, Equatable {
        /// The newest version has the archive already, and the function has that version.
        case unchanged(LayerVersion)
        /// The version is published, and live where there is a function.
        case released(LayerVersion)
        /// All is as it was; the message says why, and what of the way back failed.
        case rolledBack(String)
        /// The version is live, but old versions are left over.
        case leftOver(LayerVersion, String)
    }

    private enum Stage {
        case begin, newest, function, alias, live, publishing, lostPublishing, attaching, attached, checking
        case versioning, moving, listing, deleting
        case undoAlias, undoReading, undoLayers, undoWaiting, undoDeleting
        case end
    }

    private let codeSha256: String
    private let hasFunction: Bool
    private let keep: Int
    private var stage = Stage.begin
    /// The version that is to be live, once it is known.
    private var layer: LayerVersion?
    private var isOurs = false
    private var before: FunctionState?
    private var oldVersion: String?
    private var live: FunctionState?
    private var wasAliasMoved = false
    private var cause = ""

    /// A release of the archive with this SHA-256 (in Base64), of which the newest `keep` versions stay.
    public init(codeSha256: String, hasFunction: Bool, keep: Int) {
        self.codeSha256 = codeSha256
        self.hasFunction = hasFunction
        self.keep = keep
    }

    /// The next action, after what came of the last one; nil for the first.
    public mutating func next(after answer: Answer?) -> Action {
        if case .failed(let error) = answer { return failed(error) }
        switch (stage, answer) {
        case (.begin, _): return go(.newest, .findNewest)
        case (.newest, .layer(let newest)):
            if let newest, newest.codeSha256 == codeSha256 { layer = newest }
            return hasFunction ? go(.function, .readFunction) : publishOrSkip()
        case (.function, .function(let state)):
            before = state
            return go(.alias, .readAlias)
        case (.alias, .version(let version)):
            oldVersion = version
            return go(.live, .readLive)
        case (.live, .function(let state)):
            live = state
            return publishOrSkip()
        case (.publishing, .layer(let version?)), (.lostPublishing, .layer(let version?)):
            guard stage == .publishing || version.codeSha256 == codeSha256 else { return rollBack() }
            (layer, isOurs) = (version, true)
            return attach()
        case (.attaching, .done): return go(.attached, .awaitUpdate)
        case (.attached, .done): return go(.checking, .check)
        case (.checking, .done): return go(.versioning, .publishFunction)
        case (.versioning, .version(let version)):
            wasAliasMoved = true
            return go(.moving, .moveAlias(version))
        case (.moving, .done): return go(.listing, .listLayers)
        case (.listing, .layers(let numbers)):
            let old = expired(numbers)
            return old.isEmpty ? finish() : go(.deleting, .deleteLayers(old))
        case (.deleting, .done): return finish()
        default: return undo(answer)
        }
    }

    private mutating func go(_ stage: Stage, _ action: Action) -> Action {
        self.stage = stage
        return action
    }

    private mutating func publishOrSkip() -> Action {
        guard let layer else { return go(.publishing, .publishLayer) }
        let isLive = live?.layers.contains(layer.arn) ?? true
        let isSet = before?.layers.contains(layer.arn) ?? true
        // A run that was killed may have left the version without its function.
        return isLive && isSet ? go(.end, .finish(.unchanged(layer))) : attach()
    }

    private mutating func attach() -> Action {
        guard let layer else { return rollBack() }
        guard let before else { return go(.listing, .listLayers) }
        return go(.attaching, .setLayers(Self.replacing(layer, in: before.layers), revision: before.revision))
    }

    /// The layers of a function with this version in the place of another one of the same layer, else behind the
    /// others.
    static func replacing(_ version: LayerVersion, in layers: [String]) -> [String] {
        guard layers.contains(where: { LayerVersion.layer(of: $0) == version.layer }) else {
            return layers + [version.arn]
        }
        return layers.map { LayerVersion.layer(of: $0) == version.layer ? version.arn : $0 }.removingDuplicates()
    }

    /// The versions beyond the newest, but those in use now.
    private func expired(_ numbers: [Int]) -> [Int] {
        guard let layer else { return [] }
        let used = Set((live?.layers ?? []) + [layer.arn])
        let old = Set(numbers).sorted(by: >).dropFirst(keep)
        return old.filter { $0 < layer.number && !used.contains("\(layer.layer):\($0)") }.sorted()
    }

    private mutating func finish() -> Action {
        stage = .end
        guard let layer else { return .finish(.rolledBack(cause)) }
        return .finish(.released(layer))
    }
}

/// The way back.
extension LayerRelease {
    private mutating func failed(_ error: FdnixError) -> Action {
        switch stage {
        case .publishing:
            // It may have been published all the same.
            cause = error.description
            return go(.lostPublishing, .findNewest)
        case .listing, .deleting:
            stage = .end
            guard let layer else { return .finish(.rolledBack(error.description)) }
            return .finish(.leftOver(layer, error.description))
        case .undoAlias, .undoReading, .undoLayers, .undoWaiting, .undoDeleting:
            cause += "; on the way back: \(error)"
            return afterUndo()
        default:
            if cause.isEmpty { cause = error.description }
            return rollBack()
        }
    }

    private mutating func rollBack() -> Action {
        if wasAliasMoved, let oldVersion { return go(.undoAlias, .moveAlias(oldVersion)) }
        switch stage {
        case .attaching, .attached, .checking, .versioning, .moving: return go(.undoReading, .readFunction)
        default: return remove()
        }
    }

    /// What follows a step of the way back, whether it failed or not: as much as can be is put right.
    private mutating func afterUndo() -> Action {
        switch stage {
        case .undoAlias: go(.undoReading, .readFunction)
        case .undoReading, .undoWaiting: remove()
        case .undoLayers: go(.undoWaiting, .awaitUpdate)
        default: giveUp()
        }
    }

    private mutating func undo(_ answer: Answer?) -> Action {
        switch (stage, answer) {
        case (.undoReading, .function(let now)):
            guard let layer, let before, now.layers.contains(layer.arn), !before.layers.contains(layer.arn) else {
                return remove()
            }
            return go(
                .undoLayers, .setLayers(Self.restoring(layer, in: now.layers, from: before.layers), revision: nil))
        case (.undoAlias, .done), (.undoLayers, .done), (.undoWaiting, .done), (.undoDeleting, .done):
            return afterUndo()
        default:
            if cause.isEmpty { cause = "Lambda answered something else than was asked" }
            return rollBack()
        }
    }

    /// The layers of a function with the version that was there before; other layers stay as they are now.
    static func restoring(_ version: LayerVersion, in now: [String], from before: [String]) -> [String] {
        let old = before.first { LayerVersion.layer(of: $0) == version.layer }
        return now.compactMap { $0 == version.arn ? old : $0 }
    }

    private mutating func remove() -> Action {
        guard isOurs, let layer else { return giveUp() }
        return go(.undoDeleting, .deleteLayers([layer.number]))
    }

    private mutating func giveUp() -> Action { go(.end, .finish(.rolledBack(cause))) }
}
