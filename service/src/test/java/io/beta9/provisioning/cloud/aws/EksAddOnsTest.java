package io.beta9.provisioning.cloud.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.beta9.provisioning.aws.nodes.NodeJoinFixture;
import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.testing.SimulatedAccount;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.eks.model.Addon;

class EksAddOnsTest {
  private static final String CLUSTER = NodeJoinFixture.CLUSTER;
  private final SimulatedAccount account = SimulatedAccount.withoutNetwork();
  private final AwsSession owner = account.owner();
  private final EksAddOns addOns =
      new EksAddOns(
          account.sessions().open(SimulatedAccount.TARGET, SimulatedAccount.ID).eks(),
          SimulatedAccount.REGION,
          CLUSTER);

  @BeforeEach
  void createCluster() {
    new NodeJoinFixture(owner, 24);
  }

  @AfterEach
  void close() {
    account.close();
  }

  @Test
  void keeps_version_configuration_and_role_of_an_add_on_that_is_installed_again() {
    String role = owner.iam().getRole(r -> r.roleName(CLUSTER + "-nodes")).role().arn();
    owner
        .eks()
        .createAddon(
            r ->
                r.clusterName(CLUSTER)
                    .addonName("kube-proxy")
                    .configurationValues("{}")
                    .serviceAccountRoleArn(role));
    Addon before = described();

    assertThat(addOns.reinstall("kube-proxy")).isTrue();

    Addon after = described();
    assertThat(after.addonVersion()).isEqualTo(before.addonVersion());
    assertThat(after.configurationValues()).isEqualTo("{}");
    assertThat(after.serviceAccountRoleArn()).isEqualTo(role);
    assertThat(owner.eks().listUpdates(r -> r.name(CLUSTER).addonName("kube-proxy")).updateIds())
        .hasSize(1);
    assertThat(addOns.status("kube-proxy")).isEqualTo("ACTIVE");
  }

  @Test
  void names_the_command_that_creates_an_add_on_which_does_not_exist() {
    FailureException failed =
        catchThrowableOfType(FailureException.class, () -> addOns.reinstall("coredns"));

    assertThat(failed.failure().code()).isEqualTo(FailureCode.ADD_ON_NOT_RESTORED);
    assertThat(failed.failure().forEnvironment(SimulatedAccount.ID.value()).message())
        .contains(
            "'aws eks create-addon --region us-east-1 --cluster-name "
                + CLUSTER
                + " --addon-name coredns --resolve-conflicts OVERWRITE'");
    assertThat(addOns.status("coredns")).isEqualTo("does not exist");
  }

  private Addon described() {
    return owner.eks().describeAddon(r -> r.clusterName(CLUSTER).addonName("kube-proxy")).addon();
  }
}
