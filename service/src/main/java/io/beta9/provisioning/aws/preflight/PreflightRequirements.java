package io.beta9.provisioning.aws.preflight;

import java.util.List;

/** What the resources of an environment require of the account. */
public interface PreflightRequirements {

  /** Returns the quotas that are checked. */
  List<RequiredQuota> quotas();
}
