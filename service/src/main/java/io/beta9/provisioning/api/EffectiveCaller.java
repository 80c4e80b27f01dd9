package io.beta9.provisioning.api;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.environment.UnknownEnvironmentException;

/** Lets an operator act for the tenant of an environment; all others act for their own tenant. */
public final class EffectiveCaller {
  private final EnvironmentRepository environments;

  public EffectiveCaller(EnvironmentRepository environments) {
    this.environments = environments;
  }

  /** Returns the caller, acting for the tenant of the environment if an operator. */
  public Caller as(Caller caller, String id) {
    EnvironmentId environment = EnvironmentResource.id(id);
    return caller.spansTenants()
        ? environments.tenantOf(environment).map(caller::forTenant).orElse(caller)
        : caller;
  }

  /**
   * Returns the environment, of any tenant for operators.
   *
   * @throws UnknownEnvironmentException if the caller can see none with this id
   */
  public Environment environment(Caller caller, String id) {
    EnvironmentId environment = EnvironmentResource.id(id);
    return environments
        .find(as(caller, id).tenant(), environment)
        .orElseThrow(() -> new UnknownEnvironmentException(environment));
  }

  /**
   * Returns the environment of the tenant that the caller acts for already.
   *
   * @throws UnknownEnvironmentException if the tenant has none with this id
   */
  public Environment find(Caller caller, String id) {
    EnvironmentId environment = EnvironmentResource.id(id);
    return environments
        .find(caller.tenant(), environment)
        .orElseThrow(() -> new UnknownEnvironmentException(environment));
  }
}
