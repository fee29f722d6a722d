import ObjectModel
import Testing
import YAMLBridge

/// A scalar means what it means to kubectl; every value here is what `kubectl patch --local -o json` (1.32) printed.
@Suite struct ScalarsMeanWhatKubectlReadsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var yaml: String
        var value: JSONValue
        var testDescription: String { "\(yaml) is \(value.shortText)" }

        init(_ yaml: String, _ value: JSONValue) {
            self.yaml = yaml
            self.value = value
        }
    }

    @Test(arguments: [
        Case("y", true), Case("Y", true), Case("yes", true), Case("YES", true), Case("on", true), Case("On", true),
        Case("true", true), Case("True", true), Case("TRUE", true), Case("tRUE", "tRUE"), Case("yEs", "yEs"),
        Case("n", false), Case("no", false), Case("Off", false), Case("false", false), Case("nO", "nO"),
        Case("~", nil), Case("null", nil), Case("Null", nil), Case("NULL", nil), Case("nUll", "nUll"), Case("", nil),
    ])
    func words(_ c: Case) throws { #expect(try value(of: "- \(c.yaml)\n") == [c.value]) }

    @Test(arguments: [
        Case("0", 0), Case("-0", 0), Case("+12", 12), Case("0777", 511), Case("0o777", 511), Case("08", 8),
        Case("0x1F", 31), Case("0X1f", 31), Case("-0x1F", -31), Case("0b11", 3), Case("0B11", 3), Case("0b-11", -3),
        Case("1_000", 1000), Case("1__0_", 10), Case("_1", "_1"), Case("0x_f", 15), Case("0x", "0x"),
        Case("0o8", "0o8"), Case("0b2", "0b2"), Case("12e", "12e"), Case("-x", "-x"), Case("+", "+"),
        Case("--1", "--1"),
        Case("9223372036854775807", .integer(.max)), Case("-9223372036854775808", .integer(.min)),
        Case("9007199254740993", .integer(9_007_199_254_740_993)), Case("18446744073709551615", .unsigned(.max)),
        Case("+18446744073709551615", .double(0x1p64)), Case("18446744073709551616", .double(0x1p64)),
        Case("-9223372036854775809", .double(-0x1p63)), Case("0x1FFFFFFFFFFFFFFFFF", "0x1FFFFFFFFFFFFFFFFF"),
    ])
    func integers(_ c: Case) throws { #expect(try value(of: "- \(c.yaml)\n") == [c.value]) }

    @Test(arguments: [
        Case("1.5", 1.5), Case("1.", 1), Case(".5", 0.5), Case("+.5", 0.5), Case("-.5e1", -5), Case(".5e3", 500),
        Case("1e3", 1000), Case("1E-3", 0.001), Case("1_0.5", 10.5), Case(".5_0", 0.5), Case(".5_", ".5_"),
        Case("._5", "._5"), Case(".1_e5", ".1_e5"),
        Case(".5e1_0", 5e9), Case(".inf_", ".inf_"), Case("+.inf_", "+.inf_"), Case("1e400", "1e400"),
        Case("1e", "1e"), Case("e5", "e5"), Case(".", "."), Case(".e1", ".e1"), Case("-0.0", 0),
        Case("1e21", .double(1e21)),
        Case("1.2.3", "1.2.3"), Case("12:30", "12:30"), Case("1:20:30", "1:20:30"), Case("1e-400", 0),
        Case("Inf", "Inf"),
        Case("nan", "nan"), Case("0x1p3", "0x1p3"),
    ])
    func fractions(_ c: Case) throws { #expect(try value(of: "- \(c.yaml)\n") == [c.value]) }

    @Test(arguments: [
        Case("2001-01-01", "2001-01-01"), Case("2024-01-01T00:00:00Z", "2024-01-01T00:00:00Z"),
        Case("'yes'", "yes"), Case("\"12\"", "12"), Case("'~'", "~"), Case("''", ""), Case("=", "="),
        Case("<<", "<<"),
        Case("|-\n  12", "12"), Case(">-\n  yes", "yes"), Case("a b", "a b"),
    ])
    func strings(_ c: Case) throws { #expect(try value(of: "- \(c.yaml)\n") == [c.value]) }

    @Test(arguments: [
        Case("!!str 12", "12"), Case("!!str", ""), Case("!!int \"12\"", 12), Case("!!int \"0b-11\"", -3),
        Case("!!float 12", 12), Case("!!float \"1.5\"", 1.5), Case("!!bool \"yes\"", true), Case("!!null \"\"", nil),
        Case("!!null", nil), Case("!!timestamp 2000-02-29", "2000-02-29"),
        Case("!!timestamp 2004-2-29T1:2:3.4+05:30", "2004-2-29T1:2:3.4+05:30"), Case("!!binary aGk=", "hi"),
        Case("!!binary |\n  aGVs\n  bG8=", "hello"), Case("! \"12\"", "12"), Case("! 12", "12"),
        Case("!<tag:yaml.org,2002:int> '7'", 7),
        Case("!!merge x", "x"), Case("!!set {a, b}", ["a": nil, "b": nil]), Case("!!omap [a: 1]", [["a": 1]]),
    ])
    func tags(_ c: Case) throws { #expect(try value(of: "- \(c.yaml)\n") == [c.value]) }

    /// A whole number is an integer to whoever reads it next, as it is after kubectl's way through JSON.
    @Test(arguments: ["1e3", "1000.0", "1_000.", "!!float 1000"])
    func wholeNumbersAreIntegers(_ yaml: String) throws {
        #expect(try value(of: "- \(yaml)").array?.first?.integer == 1000)
    }
}
