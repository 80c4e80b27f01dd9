package io.beta9.provisioning.operation;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.telemetry.log.LogFields;
import java.util.Map;

/** The fields of log lines about a claimed operation. */
public final class ClaimLogFields {
  private ClaimLogFields() {}

  public static Map<String, String> of(Claim claim) {
    return of(claim.environment(), claim.operation(), claim.epoch(), claim.tenant());
  }

  public static Map<String, String> of(ClaimRepository.HeldClaim claim) {
    return of(claim.environment(), claim.operation(), claim.epoch(), claim.tenant());
  }

  private static Map<String, String> of(
      EnvironmentId environment, OperationId operation, long epoch, TenantId tenant) {
    return Map.of(
        LogFields.ENVIRONMENT, environment.value(),
        LogFields.OPERATION, operation.value(),
        LogFields.EPOCH, Long.toString(epoch),
        LogFields.TENANT, tenant.value());
  }
}
