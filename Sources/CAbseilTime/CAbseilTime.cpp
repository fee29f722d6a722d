#include "CAbseilTime.h"

#include <absl/time/time.h>
#include <new>

struct cabseil_zone {
    absl::TimeZone zone;
};

cabseil_zone *cabseil_zone_load(const char *name) {
    absl::TimeZone zone;
    if (!absl::LoadTimeZone(name, &zone)) return nullptr;
    return new (std::nothrow) cabseil_zone{zone};
}

void cabseil_zone_free(cabseil_zone *zone) { delete zone; }

/// The instant of a transition whose first civil second is `to`: also where the clocks show that second twice, the
/// second time is the one after the transition.
static int64_t instant_of(const absl::TimeZone &zone, absl::CivilSecond to) {
    return absl::ToUnixSeconds(zone.At(to).post);
}

cabseil_period cabseil_zone_period(const cabseil_zone *handle, int64_t instant) {
    const absl::TimeZone &zone = handle->zone;
    const absl::Time time = absl::FromUnixSeconds(instant);
    cabseil_period period = {zone.At(time).offset, INT64_MIN, INT64_MAX};
    absl::TimeZone::CivilTransition transition;
    // The previous transition is strictly before its argument, and the period begins with it.
    if (zone.PrevTransition(time + absl::Seconds(1), &transition)) period.from = instant_of(zone, transition.to);
    if (zone.NextTransition(time, &transition)) period.until = instant_of(zone, transition.to);
    return period;
}
