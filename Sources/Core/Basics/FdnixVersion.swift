/// The version of this program, recorded in every artifact and told by every service.
public let fdnixVersion = "0.1.0"
