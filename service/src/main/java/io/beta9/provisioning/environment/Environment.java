package io.beta9.provisioning.environment;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.failure.Failure;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * One Beta9 in one account, as the database knows it.
 *
 * @param phase the step that runs or, of a failed one, the step it failed in
 * @param statusSince since when it has its status
 * @param metaConfig what the customer wrote, completed with the defaults
 * @param infraModel what followed from it
 */
public record Environment(
    EnvironmentId id,
    TenantId tenant,
    String name,
    EnvironmentStatus status,
    @Nullable String phase,
    @Nullable String errorMessage,
    @Nullable Failure failure,
    Progress progress,
    String cloudProvider,
    String region,
    String accountId,
    ObjectNode metaConfig,
    ObjectNode infraModel,
    ObjectNode stateBackend,
    ObjectNode outputs,
    String createdBy,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant provisionedAt,
    @Nullable Instant destroyedAt,
    Instant statusSince) {}
