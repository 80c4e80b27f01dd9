package io.beta9.provisioning.aws.preflight;

import io.beta9.provisioning.metaconfig.model.InfraModel;
import java.util.function.ToLongBiFunction;
import java.util.function.ToLongFunction;

/**
 * A service quota, and how much of it an environment needs.
 *
 * @param service the service code in Service Quotas, for example {@code vpc}
 * @param code the quota code, for example {@code L-F678F1CE}
 * @param name the quota's name in Service Quotas
 * @param needed how much the environment needs in total
 * @param usedByOthers how much is in use, not counting what this environment has created
 */
public record RequiredQuota(
    String service,
    String code,
    String name,
    ToLongFunction<InfraModel> needed,
    ToLongBiFunction<QuotaUsage, InfraModel> usedByOthers) {}
