package io.beta9.provisioning.devstack.onboarding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.apimodel.account.AccountView;
import io.beta9.provisioning.apimodel.account.RegisterAccountRequest;
import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import io.beta9.provisioning.aws.session.AwsSession;
import io.beta9.provisioning.aws.session.AwsSessions;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.client.Timeline;
import io.beta9.provisioning.cloudsim.CloudSim;
import io.beta9.provisioning.devstack.cloud.DemoCloud;
import io.beta9.provisioning.devstack.cloud.DemoCustomer;
import io.beta9.provisioning.devstack.servers.ProcessSignals;
import io.beta9.provisioning.devstack.stack.DevStack;
import io.beta9.provisioning.devstack.stack.TestInstallation;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.metaconfig.CloudTarget;
import io.beta9.provisioning.metaconfig.StateBackend;
import io.beta9.provisioning.metaconfig.change.Consequence;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import io.beta9.provisioning.metaconfig.model.InfraModelJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The whole product with the simulated cloud. The role in the customer's account has exactly the
 * policies that the onboarding documents contain for one region.
 */
final class OnboardedInstallation implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(20);
  private static final Set<String> FINAL = Set.of("ready", "failed", "destroyed");

  private final TestInstallation installation;
  private final DemoCloud cloud;
  private final DevStack stack;
  private final ApiClient api;
  private final AccountView account;

  OnboardedInstallation(Path directory) {
    installation =
        TestInstallation.start(
            directory, Map.of("ALLOWED_REGIONS", DemoCloud.REGION, "TERRAFORM_LOCK", "both"));
    cloud = installation.cloud();
    stack = installation.stack();
    api = installation.api().withReason("the recorded cycle");
    account =
        DemoCustomer.registerAccount(
            stack.api(),
            cloud,
            new RegisterAccountRequest(null, DemoCloud.ACCOUNT, null, "Beta9Boundary"));
  }

  ApiClient api() {
    return api;
  }

  CloudSim sim() {
    return cloud.cloud();
  }

  AccountView account() {
    return account;
  }

  /** Returns the principal of all requests of the role in the simulated cloud's log. */
  String principal() {
    return "arn:aws:sts::" + DemoCloud.ACCOUNT + ":assumed-role/Beta9Provisioner";
  }

  /** Returns a session with the role's permissions. */
  AwsSession session(String environment) {
    return stack
        .service()
        .part(AwsSessions.class)
        .open(
            new CloudTarget(
                "aws",
                DemoCloud.REGION,
                DemoCloud.ACCOUNT,
                account.roleArn(),
                account.externalId()),
            new EnvironmentId(environment));
  }

  InfraModel model(String environment) {
    return InfraModelJson.fromJson(
        stack
            .service()
            .part(JdbcClient.class)
            .sql("select infra_model::text from environments where id = :id")
            .param("id", environment)
            .query(String.class)
            .single());
  }

  StateBackend backend(String environment) {
    return StateBackend.of(
        new CloudTarget(
                "aws", DemoCloud.REGION, DemoCloud.ACCOUNT, account.roleArn(), account.externalId())
            .location(),
        environment,
        "both");
  }

  String create(String metaConfig) {
    return api.create(metaConfig.getBytes(StandardCharsets.UTF_8), "application/yaml")
        .value()
        .environmentId();
  }

  /** Updates an environment, whatever that interrupts. */
  void update(String id, String metaConfig) {
    api.post(
        ApiClient.environmentPath(id, "/update"),
        Map.of(
            "accept_interruption",
            Arrays.stream(Consequence.values())
                .filter(Consequence::isAcceptanceRequired)
                .map(Consequence::code)
                .collect(Collectors.joining(","))),
        metaConfig.getBytes(StandardCharsets.UTF_8),
        "application/yaml",
        EnvironmentView.class);
  }

  /** Waits until no operation is in progress, and returns the environment. */
  EnvironmentView settled(String id) {
    return await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> api.environment(id).value(), environment -> FINAL.contains(environment.status()));
  }

  /** Waits until no operation is in progress, and requires this status. */
  void requireSettled(String id, String status) {
    EnvironmentView environment = settled(id);
    assertThat(environment.status())
        .as(() -> Objects.requireNonNullElse(environment.errorMessage(), "") + "\n" + events(id))
        .isEqualTo(status);
    assertThat(environment.previousFailure()).as("an update that was rejected").isNull();
  }

  /** Kills Terraform as soon as it has called the operation. */
  void killTerraformAfter(String service, String operation) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> !sim().requests().calls(service, operation).isEmpty());
    stack
        .service()
        .part(JdbcClient.class)
        .sql("select pid from processes where ended_at is null")
        .query(Long.class)
        .list()
        .forEach(pid -> ProcessSignals.sendToGroup("KILL", pid));
  }

  String events(String id) {
    StringBuilder text = new StringBuilder();
    api.page(id, Timeline.EVENTS, 0)
        .forEach(event -> text.append(event.value().message()).append('\n'));
    return text.toString();
  }

  @Override
  public void close() {
    installation.close();
  }
}
