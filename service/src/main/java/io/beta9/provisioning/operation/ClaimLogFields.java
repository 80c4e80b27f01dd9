package io.beta9.provisioning.operation;

import io.beta9.provisioning.telemetry.log.LogFields;
import java.util.Map;

/** The fields of log lines about a claimed operation. */
public final class ClaimLogFields {
  private ClaimLogFields() {}

  public static Map<String, String> of(Claim claim) {
    return Map.of(
        LogFields.ENVIRONMENT, claim.environment().value(),
        LogFields.OPERATION, claim.operation().value(),
        LogFields.EPOCH, Long.toString(claim.epoch()),
        LogFields.TENANT, claim.tenant().value());
  }

  public static Map<String, String> of(ClaimRepository.HeldClaim claim) {
    return Map.of(
        LogFields.ENVIRONMENT, claim.environment().value(),
        LogFields.OPERATION, claim.operation().value(),
        LogFields.EPOCH, Long.toString(claim.epoch()),
        LogFields.TENANT, claim.tenant().value());
  }
}
