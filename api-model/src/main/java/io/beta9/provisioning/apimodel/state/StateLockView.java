package io.beta9.provisioning.apimodel.state;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A lock on a state.
 *
 * @param place where the lock is stored
 * @param who the holder, as recorded in the lock
 * @param holder what is known of the holder, for example {@code dead}
 * @param because the evidence for {@code holder}
 */
public record StateLockView(
    String id,
    String place,
    String operation,
    String who,
    @Nullable Instant takenAt,
    @Nullable Long ageSeconds,
    String holder,
    String because) {}
