import Basics
import Settings
import Testing

@Suite("Settings")
struct SettingsTests {
    @Test("what people write for yes and no, and nothing else")
    func flags() {
        for text in ["1", "true", "Yes", "ON", " on "] { #expect(Settings.flag(text) == true) }
        for text in ["0", "false", "No", "OFF"] { #expect(Settings.flag(text) == false) }
        for text in ["", "2", "y", "enabled", "truee"] { #expect(Settings.flag(text) == nil) }
    }

    @Test("unset and empty are equal")
    func empty() {
        var settings = Settings(["A": ""])
        #expect(settings.string("A") == nil)
        let (flag, number) = (settings.bool("A", default: true), settings.int("A", default: 7, 0...9))
        #expect(flag && number == 7)
        #expect(settings.problems.isEmpty)
    }

    @Test("every problem is told at once, with what to write instead")
    func problems() {
        var settings = Settings(["FLAG": "maybe", "NUMBER": "12", "SHARE": "x", "WORD": "blue", "MORE": "-1"])
        let flag = settings.bool("FLAG", default: true)
        let number = settings.int("NUMBER", default: 3, 0...9)
        let more = settings.int("MORE", 0 ... .max)
        let share = settings.double("SHARE", default: 0.5, 0...1)
        let word = settings.choice("WORD", default: 0, { $0 == "red" ? 1 : nil }, accepted: "red")
        // What cannot be read counts as not set.
        #expect(flag && number == 3 && more == nil && share == 0.5 && word == 0)
        let expected = [
            "FLAG is \"maybe\": use true or false", "NUMBER is \"12\": use a whole number from 0 to 9",
            "MORE is \"-1\": use a whole number of 0 or more", "SHARE is \"x\": use a number from 0.0 to 1.0",
            "WORD is \"blue\": use one of red",
        ]
        #expect(settings.problems == expected)
        #expect {
            try settings.check()
        } throws: { error in
            (error as? FdnixError)?.code == .usage && "\(error)" == expected.joined(separator: "; ")
        }
    }
}
