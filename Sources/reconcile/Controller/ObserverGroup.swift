import Reconciler

/// Several observers as one.
struct ObserverGroup: ControllerObserver {
    let members: [any ControllerObserver]

    func observe(_ event: ControllerEvent, in environment: String) {
        for member in members { member.observe(event, in: environment) }
    }
}
