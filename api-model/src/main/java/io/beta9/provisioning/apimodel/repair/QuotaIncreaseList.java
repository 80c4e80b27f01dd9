package io.beta9.provisioning.apimodel.repair;

import java.util.List;

/** The increases of service quotas for an environment; none if no quota is exceeded. */
public record QuotaIncreaseList(
    String environmentId, String region, boolean dryRun, List<QuotaIncreaseView> increases) {
  public QuotaIncreaseList {
    increases = increases == null ? List.of() : List.copyOf(increases);
  }
}
