import Testing

@Suite struct LockTests {}
