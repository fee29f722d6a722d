import Glibc
import ObjectModel

/// Finds the verb, runs it, and turns what it says into an exit code.
@main
enum Reconcile {
    static let version = "0.1.0"

    static let verbs: [any Verb.Type] = [
        DiffVerb.self, PlanVerb.self, ApplyVerb.self, AdoptVerb.self, RenderVerb.self, DoctorVerb.self, RunVerb.self,
        HistoryVerb.self, RBACVerb.self, DemoVerb.self, VersionVerb.self,
    ]

    static func main() async {
        // A reader of our output that goes away must not end the process with a signal.
        signal(SIGPIPE, SIG_IGN)
        let terminal = Terminal()
        do {
            exit(try await run(Array(CommandLine.arguments.dropFirst()), terminal))
        } catch {
            terminal.tell("\(error)")
            exit(2)
        }
    }

    private static func run(_ arguments: [String], _ terminal: Terminal) async throws -> Int32 {
        var arguments = arguments
        if let place = arguments.firstIndex(of: "--diff"), arguments.first?.hasPrefix("-") == true {
            arguments.remove(at: place)
            arguments.insert(DiffVerb.name, at: 0)
        }
        guard let name = arguments.first, !["help", "--help", "-h"].contains(name) else {
            return try help(arguments.dropFirst().first, terminal, isAsked: !arguments.isEmpty)
        }
        if name == "--version" {
            return try await VersionVerb.run(try ParsedOptions([], specs: [], verb: ""), terminal)
        }
        let verb = try verb(named: name)
        let rest = Array(arguments.dropFirst())
        if rest.contains("--help") || rest.contains("-h") {
            terminal.answer(verb.help)
            return 0
        }
        let options = try ParsedOptions(rest, specs: verb.options, verb: name)
        if let operand = options.operands.first {
            throw UsageError("'\(operand)' is no option, and no operands are taken", verb: name)
        }
        return try await verb.run(options, terminal)
    }

    private static func verb(named name: String) throws(UsageError) -> any Verb.Type {
        if let verb = verbs.first(where: { $0.name == name }) { return verb }
        let near = NearestName.of(name, among: verbs.map { $0.name })
        throw UsageError(
            "there is no verb '\(name)'", verb: "", hint: near.map { "did you mean 'reconcile \($0)'?" })
    }

    private static func help(_ name: String?, _ terminal: Terminal, isAsked: Bool) throws -> Int32 {
        if let name {
            terminal.answer(try verb(named: name).help)
            return 0
        }
        let width = (verbs.map { $0.name.count }.max() ?? 0) + 2
        var text = """
            reconcile \(version): keeps Kubernetes GPU clusters equal to what a Git repository says.

            Usage: reconcile VERB [OPTIONS]


            """
        for verb in verbs {
            text += "  \(verb.name)" + String(repeating: " ", count: width - verb.name.count) + verb.summary + "\n"
        }
        text += "\n'reconcile help VERB' tells its options; 'reconcile --diff' is the same as 'reconcile diff'.\n"
        if isAsked { terminal.answer(text) } else { terminal.tell(text) }
        return isAsked ? 0 : 2
    }
}
