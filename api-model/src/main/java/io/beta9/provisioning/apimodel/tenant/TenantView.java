package io.beta9.provisioning.apimodel.tenant;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A tenant.
 *
 * @param state {@code active}, {@code suspended} or {@code deleting}
 * @param stateReason why it was suspended
 * @param environments the number of environments that are not destroyed
 */
public record TenantView(
    String tenant,
    String state,
    Instant stateSince,
    @Nullable String stateReason,
    Instant createdAt,
    int environments) {}
