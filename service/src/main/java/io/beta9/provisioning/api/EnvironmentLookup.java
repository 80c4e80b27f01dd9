package io.beta9.provisioning.api;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.environment.UnknownEnvironmentException;

/** Finds environments of the tenant that a caller acts for. */
public final class EnvironmentLookup {
  private final EnvironmentRepository environments;

  public EnvironmentLookup(EnvironmentRepository environments) {
    this.environments = environments;
  }

  Environment find(Caller caller, String id) {
    EnvironmentId environment = EnvironmentResource.id(id);
    return environments
        .find(caller.tenant(), environment)
        .orElseThrow(() -> new UnknownEnvironmentException(environment));
  }
}
