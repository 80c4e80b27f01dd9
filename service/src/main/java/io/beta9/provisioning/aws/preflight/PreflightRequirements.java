package io.beta9.provisioning.aws.preflight;

import io.beta9.provisioning.metaconfig.model.InfraModel;
import java.util.List;

/** What the resources of an environment require of the account. */
public interface PreflightRequirements {

  /** Returns the quotas that are checked. */
  List<RequiredQuota> quotas();

  /** Returns the permissions that are checked, with one entry for each resource. */
  List<RequiredPermissions> permissions(InfraModel model);
}
