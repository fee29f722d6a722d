#pragma once
#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A loaded time zone; Abseil keeps each one for the life of the process, and reading it is safe from any thread.
typedef struct cabseil_zone cabseil_zone;

/// The clocks of a zone at some instant: their offset in seconds east of UTC, and the instants between which it holds.
/// An end that is not known is INT64_MIN or INT64_MAX.
typedef struct {
    int64_t offset;
    int64_t from;
    int64_t until;
} cabseil_period;

/// The zone whose file has this name below the system's zone database; NULL where there is none, or without memory.
/// To be freed by `cabseil_zone_free`.
cabseil_zone *_Nullable cabseil_zone_load(const char *_Nonnull name);

void cabseil_zone_free(cabseil_zone *_Nullable zone);

cabseil_period cabseil_zone_period(const cabseil_zone *_Nonnull zone, int64_t instant);

#ifdef __cplusplus
}
#endif
