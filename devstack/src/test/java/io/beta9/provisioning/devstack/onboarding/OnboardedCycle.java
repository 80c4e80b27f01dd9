package io.beta9.provisioning.devstack.onboarding;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.apimodel.account.AccountView;
import io.beta9.provisioning.apimodel.environment.DiagnosisView;
import io.beta9.provisioning.apimodel.environment.ForcedDestroyResult;
import io.beta9.provisioning.apimodel.state.StateLocks;
import io.beta9.provisioning.apimodel.state.StatePruneRequest;
import io.beta9.provisioning.apimodel.state.StatePruneResult;
import io.beta9.provisioning.apimodel.state.StateView;
import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cloud.aws.AwsAccount;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.ResourceAddress;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.resources.inspection.InspectedResource;
import io.beta9.provisioning.resources.inventory.Leftover;
import io.beta9.provisioning.resources.inventory.ResourceScope;
import io.beta9.provisioning.terraform.plan.StateResources;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Everything that the service does in an account: create with every option, adopt what a killed
 * Terraform left, diagnose, update in both directions, adopt everything after the loss of the
 * state, destroy, and destroy by force what the state does not contain.
 */
final class OnboardedCycle {
  /** Every option that changes what is created. */
  private static final String LARGE =
      """
      name: everything
      cloud:
        provider: aws
        region: us-east-1
        account_id: "123456789012"
      cluster:
        profile: medium
        kubernetes_version: "1.32"
        node_labels:
          example.com/pool: everything
      network:
        availability_zones: 3
        flow_logs: true
      data:
        postgres:
          multi_az: true
          log_export: true
          backup_retention_days: 14
        redis:
          ha: true
        object_store:
          versioning: true
          lifecycle_days: 30
      beta9:
        domain: beta9.example.com
        workers:
          gpu_enabled: true
          gpu_type: T4
          min_workers: 0
          max_workers: 2
        enable_logging: true
        certificate: managed
      tags:
        team: research
        stage: test
      """;

  /** Changes everything that an update can change. */
  private static final String CHANGED =
      LARGE
          .replace("\"1.32\"", "\"1.33\"")
          .replace("pool: everything", "pool: changed")
          .replace("multi_az: true", "multi_az: false")
          .replace("backup_retention_days: 14", "backup_retention_days: 7")
          .replace("flow_logs: true", "flow_logs: false")
          .replace("log_export: true", "log_export: false")
          .replace("ha: true", "ha: false")
          .replace("versioning: true", "versioning: false")
          .replace("    lifecycle_days: 30\n", "")
          .replace("max_workers: 2", "max_workers: 3")
          .replace("enable_logging: true", "enable_logging: false\n  log_retention_days: 7")
          .replace("team: research", "team: production")
          .replace("  stage: test\n", "");

  private static final String SMALL =
      """
      name: small
      cloud:
        provider: aws
        region: us-east-1
        account_id: "123456789012"
      beta9:
        domain: beta9.small.example.com
      """;

  private final OnboardedInstallation installation;

  OnboardedCycle(OnboardedInstallation installation) {
    this.installation = installation;
  }

  void run() {
    new AccountOwner(installation.sim()).useServicesForOthers();
    installation.sim().seed().account("123456789012").hostedZone("example.com");
    String id = installation.create(LARGE);
    adoptAfterKill(id);
    installation.requireSettled(id, "ready");
    diagnose(id);
    inspectState(id);
    installation.update(id, CHANGED);
    installation.requireSettled(id, "ready");
    requireKubernetesVersion(id, "1.33");
    installation.update(id, LARGE.replace("\"1.32\"", "\"1.33\""));
    installation.requireSettled(id, "ready");
    adoptAll(id);
    removeLeftovers(id);
    installation.api().destroy(id);
    installation.requireSettled(id, "destroyed");
    destroyByForce();
    verifyAccount();
  }

  private void adoptAfterKill(String id) {
    installation.killTerraformAfter("ec2", "CreateSubnet");
    if (installation.settled(id).status().equals("failed")) {
      installation.api().retry(id);
    }
  }

  private void diagnose(String id) {
    get(id, "/diagnosis", DiagnosisView.class);
    AwsSession session = installation.session(id);
    AwsAccount account = new AwsAccount(session);
    InfraModel model = installation.model(id);
    ResourceScope scope = ResourceScope.of(model);
    for (StateResources.ManagedResource resource : state(id).resources()) {
      account
          .inspector()
          .inspect(
              new InspectedResource(
                  new ResourceAddress(resource.address()),
                  scope,
                  Optional.ofNullable(resource.id())));
    }
    for (String group :
        session.eks().listNodegroups(r -> r.clusterName(scope.prefix())).nodegroups()) {
      explain(
          account,
          FailureCode.NODES_NOT_JOINED,
          "aws_eks_node_group.this[\"" + group + "\"]",
          model);
    }
    explain(account, FailureCode.INSTANCE_TYPE_NOT_OFFERED, "aws_db_instance.this", model);
  }

  private static void explain(
      AwsAccount account, FailureCode code, String address, InfraModel model) {
    account
        .inspector()
        .explain(
            Failure.of(code, "Creating the infrastructure"), new ResourceAddress(address), model);
  }

  /** An update of Kubernetes has ended when nodes and add-ons have the cluster's version, too. */
  private void requireKubernetesVersion(String id, String version) {
    AwsSession session = installation.session(id);
    String cluster = installation.model(id).resourcePrefix();
    assertThat(session.eks().describeCluster(r -> r.name(cluster)).cluster().version())
        .isEqualTo(version);
    assertThat(
            session
                .eks()
                .describeAddon(r -> r.clusterName(cluster).addonName("kube-proxy"))
                .addon()
                .addonVersion())
        .startsWith("v" + version + ".");
    assertThat(session.eks().listNodegroups(r -> r.clusterName(cluster)).nodegroups())
        .isNotEmpty()
        .allSatisfy(
            group ->
                assertThat(
                        session
                            .eks()
                            .describeNodegroup(r -> r.clusterName(cluster).nodegroupName(group))
                            .nodegroup()
                            .version())
                    .isEqualTo(version));
  }

  private StateResources state(String id) {
    StateBackend backend = installation.backend(id);
    return StateResources.parse(
        installation
            .session(id)
            .s3()
            .getObjectAsBytes(r -> r.bucket(backend.bucket()).key(backend.key()))
            .asUtf8String());
  }

  private void inspectState(String id) {
    get(id, "/state", StateView.class);
    get(id, "/state/lock", StateLocks.class);
    StateBackend backend = installation.backend(id);
    String version =
        installation
            .session(id)
            .s3()
            .headObject(r -> r.bucket(backend.bucket()).key(backend.key()))
            .versionId();
    installation
        .api()
        .get(ApiClient.environmentPath(id, "/state"), Map.of("version", version), StateView.class);
    installation
        .api()
        .post(
            ApiClient.environmentPath(id, "/state/prune"),
            Map.of(),
            new StatePruneRequest(1, false, "the recorded cycle"),
            StatePruneResult.class);
  }

  /**
   * Deletes the state and a secret, as an operator by mistake, and lets the service find every
   * resource and restore the secret.
   */
  private void adoptAll(String id) {
    StateBackend backend = installation.backend(id);
    installation
        .session(id)
        .secrets()
        .deleteSecret(r -> r.secretId("beta9/" + id + "/database").recoveryWindowInDays(7L));
    installation.session(id).s3().deleteObject(r -> r.bucket(backend.bucket()).key(backend.key()));
    installation
        .session(id)
        .dynamodb()
        .deleteItem(
            r ->
                r.tableName(backend.lockTable())
                    .key(Map.of("LockID", AttributeValue.fromS(backend.digestItemId()))));
    installation.update(
        id, LARGE.replace("\"1.32\"", "\"1.33\"").replace("max_workers: 2", "max_workers: 4"));
    installation.requireSettled(id, "ready");
  }

  private void removeLeftovers(String id) {
    AwsAccount account = new AwsAccount(installation.session(id));
    InfraModel model = installation.model(id);
    AccountOwner owner = new AccountOwner(installation.sim());
    owner.writeObject(model);
    List<Leftover> left = owner.leaveBehind(model);
    assertThat(account.inventory().list(ResourceScope.of(model))).isNotEmpty();
    assertThat(account.leftoverRemover().removeAll(left)).isEmpty();
  }

  /** The bucket of the state is inaccessible, so that everything is found by the sweep. */
  private void destroyByForce() {
    String id = installation.create(SMALL);
    installation.requireSettled(id, "ready");
    installation
        .sim()
        .faultRules()
        .add(
            new FaultRule.Failure(
                "s3", "*", "beta9-tf-state-*", 1, 0, 403, "AccessDenied", "Injected", false));
    installation
        .api()
        .post(
            ApiClient.environmentPath(id, "/force-destroy"),
            Map.of("confirm", "small", "reason", "the recorded cycle"),
            null,
            ForcedDestroyResult.class);
    installation.requireSettled(id, "failed");
    installation.sim().faultRules().clear();
    installation.api().retry(id);
    installation.requireSettled(id, "destroyed");
  }

  private void verifyAccount() {
    assertThat(
            installation
                .api()
                .post(
                    "/accounts/" + installation.account().id() + "/verify",
                    Map.of(),
                    null,
                    AccountView.class)
                .value()
                .state())
        .isEqualTo("verified");
  }

  private <T> void get(String id, String suffix, Class<T> type) {
    installation.api().get(ApiClient.environmentPath(id, suffix), Map.of(), type);
  }
}
