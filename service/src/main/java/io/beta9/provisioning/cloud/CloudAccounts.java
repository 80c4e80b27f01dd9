package io.beta9.provisioning.cloud;

import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.metaconfig.CloudTarget;
import io.beta9.provisioning.terraform.process.ProviderCredentials;

/** Opens sessions in the accounts of customers. */
public interface CloudAccounts {

  /**
   * Opens a session for an environment in its account.
   *
   * @throws io.beta9.provisioning.failure.FailureException if the account is not accessible
   */
  CloudAccount open(CloudTarget target, EnvironmentId environment);

  /** Returns the credentials with which Terraform accesses an account. */
  ProviderCredentials providerCredentials(CloudTarget target);
}
