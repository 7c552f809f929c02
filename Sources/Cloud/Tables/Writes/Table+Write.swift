public import Basics

extension Table {
    /// Does one write; false, and nothing changes, where its condition does not hold. Throws what the table does.
    @discardableResult
    public func perform(_ write: ItemWrite) async throws -> Bool {
        do {
            switch write {
            case .put(let item, let condition): try await put(item, if: condition)
            case .update(let key, let updates, let condition): try await update(key, updates, if: condition)
            case .delete(let key, let condition): try await delete(key, if: condition)
            case .check(let key, let condition): return condition.holds(try await get(key))
            }
            return true
        } catch let error as FdnixError where error.code == .conflict { return false }
    }
}
