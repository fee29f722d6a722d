import DriftReport
import GitSource
import KubeAPI
import Reconciler

extension Checkup.Section {
    mutating func add(_ name: String, _ judgement: Judgement) {
        let status: Checkup.Status =
            switch judgement.level {
            case .ok: .ok
            case .warn: .warn
            case .fail: .fail
            }
        checks.append(Checkup.Check(name, status, judgement.detail, hint: judgement.hint))
    }

    mutating func add(_ name: String, failure error: any Error) { add(name, Judgement(failure: error)) }
}

extension Judgement {
    /// With the error's own words and hint.
    init(failure error: any Error) {
        switch error {
        case let error as ReconcileError:
            self.init(.fail, "cannot \(error.step) '\(error.subject)': \(error.detail)", hint: error.hint)
        case let error as GitError:
            self.init(.fail, "cannot \(error.step.rawValue) '\(error.subject)': \(error.detail)", hint: error.hint)
        case let error as KubeError:
            self.init(.fail, "cannot \(error.step) '\(error.subject)': \(error.detail)", hint: error.hint)
        case let error as KubeConfigError:
            self.init(.fail, "cannot \(error.step.rawValue) '\(error.subject)': \(error.detail)", hint: error.hint)
        case let error as UsageError: self.init(.fail, error.detail, hint: error.hint)
        default: self.init(.fail, "\(error)")
        }
    }
}
