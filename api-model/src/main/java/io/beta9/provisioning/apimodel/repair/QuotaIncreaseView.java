package io.beta9.provisioning.apimodel.repair;

import org.jspecify.annotations.Nullable;

/**
 * An increase of a service quota.
 *
 * @param service the service code in Service Quotas, for example {@code vpc}
 * @param quotaCode for example {@code L-F678F1CE}
 * @param quota the quota's name; empty if it is not known
 * @param desired what is in use and what the environment needs in addition
 * @param state {@code not-requested} in a dry run, {@code requested}, {@code already-open} if an
 *     earlier request is, or {@code sufficient} if the quota is at least that by now
 * @param requestId the id of the request in Service Quotas; null if none was sent
 */
public record QuotaIncreaseView(
    String service,
    String quotaCode,
    String quota,
    long desired,
    String state,
    @Nullable String requestId) {}
