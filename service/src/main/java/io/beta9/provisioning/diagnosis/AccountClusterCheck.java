package io.beta9.provisioning.diagnosis;

import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.AwsSessions;
import io.beta9.provisioning.cloud.CloudAccount;
import io.beta9.provisioning.cloud.CloudCluster;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import java.util.List;
import java.util.function.Function;

/** Checks the cluster that exists in the account of the environment. */
public final class AccountClusterCheck implements ClusterCheck {
  private final AwsSessions sessions;
  private final Function<AwsSession, CloudAccount> account;

  public AccountClusterCheck(AwsSessions sessions, Function<AwsSession, CloudAccount> account) {
    this.sessions = sessions;
    this.account = account;
  }

  @Override
  public List<String> problems(Environment environment) {
    String name = InfraModelJson.fromJson(environment.infraModel().text()).resourcePrefix();
    return account
        .apply(sessions.open(environment.target(), environment.id()))
        .findCluster(name)
        .map(CloudCluster::problems)
        .orElseGet(() -> List.of("the cluster " + name + " does not exist"));
  }
}
