package io.beta9.provisioning.cloud.aws;

import io.beta9.provisioning.aws.session.AwsSessions;
import io.beta9.provisioning.cloud.CloudAccount;
import io.beta9.provisioning.cloud.CloudAccounts;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.metaconfig.CloudTarget;
import io.beta9.provisioning.terraform.process.ProviderCredentials;

/** Accounts of AWS, which are accessed by the roles of customers. */
public record AwsAccounts(AwsSessions sessions) implements CloudAccounts {

  @Override
  public CloudAccount open(CloudTarget target, EnvironmentId environment) {
    return new AwsAccount(sessions.open(target, environment));
  }

  @Override
  public ProviderCredentials providerCredentials(CloudTarget target) {
    return sessions.providerCredentials(target);
  }
}
