import Glibc
import Reconciler
import Synchronization

/// `reconcile apply`
enum ApplyVerb: Verb {
    static let name = "apply"
    static let summary = "Makes the cluster what the repository says: shows the plan, and carries it out when told to."
    static let discussion = """
        Shows the plan first, and asks; --yes carries out without a question what needs no approval, --plan-hash all of
        it, and only where the plan is exactly the one that was approved. Applies server-side, wave by wave, and prunes
        last, within the limits of the environment. Exit codes: 0 done, 2 something failed, was refused or cannot be
        applied, 3 partial (something could not be read).
        """
    static let options =
        SourceOptions.specs + ClusterOptions.specs + [
            OptionSpec("yes", short: "y", "Carry the plan out without asking"),
            OptionSpec("plan-hash", value: "HASH", "Carry out exactly the plan with this hash, as 'plan' shows it"),
            OptionSpec("timeout", value: "TIME", "How long a wave may take to become healthy (default: 10m)"),
            OptionSpec("no-wait", "Do not wait for health, not even between waves"),
        ]

    static func run(_ options: ParsedOptions, _ terminal: Terminal) async throws -> Int32 {
        let timeout = try options.duration("timeout", default: .seconds(600), verb: name)
        let plans = try await EnvironmentPlan.all(options, terminal)
        if options.isSet("plan-hash"), plans.count != 1 {
            throw UsageError("--plan-hash approves one environment", verb: name, hint: "name it with --env")
        }
        var code: Int32 = 0
        for plan in plans {
            terminal.answer(plan.rendered(as: .text))
            code = ExitCode.graver(code, try await carryOut(plan, options, timeout, terminal))
        }
        return code
    }

    private static func carryOut(
        _ plan: EnvironmentPlan, _ options: ParsedOptions, _ timeout: Duration, _ terminal: Terminal
    ) async throws -> Int32 {
        var permitted = plan.plan
        guard !permitted.steps.isEmpty else { return end(plan, hasFailed: false, terminal) }
        if let approved = options["plan-hash"] {
            guard approved == plan.hash else {
                terminal.tell(
                    "cannot apply '\(plan.environment.name)': the plan is \(plan.hash), not the approved \(approved) "
                        + "(hint: look at what changed, and approve the new hash)")
                return 2
            }
        } else if options.isSet("yes") {
            // An answer that was given before the plan was made approves none.
            permitted.steps = permitted.permitted(approved: nil, hash: plan.hash)
        } else {
            guard try ask("Carry this out? Only 'yes' does", terminal) else {
                terminal.tell("nothing was changed")
                return 2
            }
        }
        let wait: Duration? = options.isSet("no-wait") ? nil : timeout
        let hasFailed = Atomic(false)
        try await plan.oneShot.rollOut(permitted, of: plan.result, waiting: wait) { event in
            terminal.answer("  \(event.text)\n")
            if event.isFailure { hasFailed.store(true, ordering: .relaxed) }
        }
        let left = plan.plan.steps.count - permitted.steps.count
        if left > 0 {
            terminal.tell(
                "cannot apply '\(plan.environment.name)' whole: \(left) step\(left == 1 ? " needs" : "s need") the approval "
                    + "of the plan (hint: look at it, and give --plan-hash)")
        }
        return end(plan, hasFailed: left > 0 || hasFailed.load(ordering: .relaxed), terminal)
    }

    private static func end(_ plan: EnvironmentPlan, hasFailed: Bool, _ terminal: Terminal) -> Int32 {
        if plan.stuck > 0 {
            terminal.tell(
                "cannot apply '\(plan.environment.name)' whole: \(plan.stuck) "
                    + "object\(plan.stuck == 1 ? " stays as it is" : "s stay as they are") (hint: the plan says why)")
        }
        if hasFailed || plan.stuck > 0 { return 2 }
        return plan.exitCode == 1 ? 0 : plan.exitCode
    }

    /// Only a person at a terminal can be asked.
    private static func ask(_ question: String, _ terminal: Terminal) throws -> Bool {
        guard isatty(STDIN_FILENO) == 1 else {
            throw UsageError(
                "there is nobody to ask", verb: name, hint: "give --yes, or --plan-hash with the hash above")
        }
        terminal.tellInLine("\(question): ")
        return readLine() == "yes"
    }
}
