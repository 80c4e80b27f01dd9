package io.beta9.provisioning.terraform.process;

import java.util.Optional;

/** The credentials with which Terraform assumes the role of an environment. */
@FunctionalInterface
public interface ProviderCredentials {
  /** Terraform uses the credentials of the worker. */
  ProviderCredentials OF_WORKER = Optional::empty;

  /**
   * Returns credentials that only permit to assume that role, of whose lifetime at least half is
   * left; empty if STS does not issue any, so that Terraform needs those of the worker. May call
   * AWS.
   */
  Optional<TemporaryCredentials> current();
}
