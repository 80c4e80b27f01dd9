package io.beta9.provisioning.worker.steps;

import io.beta9.provisioning.cloud.CloudAccount;
import io.beta9.provisioning.cloud.CloudAccounts;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.metaconfig.CloudTarget;
import io.beta9.provisioning.terraform.process.ProviderCredentials;

/** Accounts that are all the same one. Terraform uses the credentials of the worker. */
record FakeAccounts(CloudAccount account) implements CloudAccounts {

  @Override
  public CloudAccount open(CloudTarget target, EnvironmentId environment) {
    return account;
  }

  @Override
  public ProviderCredentials providerCredentials(CloudTarget target) {
    return ProviderCredentials.OF_WORKER;
  }
}
