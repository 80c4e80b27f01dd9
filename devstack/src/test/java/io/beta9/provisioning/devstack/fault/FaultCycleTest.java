package io.beta9.provisioning.devstack.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.apimodel.account.RegisterAccountRequest;
import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import io.beta9.provisioning.apimodel.environment.FailureView;
import io.beta9.provisioning.cli.Cli;
import io.beta9.provisioning.cli.client.ApiClient;
import io.beta9.provisioning.cli.terminal.Terminal;
import io.beta9.provisioning.cloudsim.fault.FaultCatalogue;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.cloudsim.fault.NamedFault;
import io.beta9.provisioning.devstack.cloud.DemoCloud;
import io.beta9.provisioning.devstack.cloud.DemoCustomer;
import io.beta9.provisioning.devstack.stack.DevStack;
import io.beta9.provisioning.devstack.stack.TestInstallation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * Injects faults of the catalogue while the real Terraform and Helm work, each into an environment
 * of its own: those that nothing else meets, and of the others one that is denied, one whose
 * response is lost, and one of a destroy. What the failure advises is executed once the cause is
 * fixed, and must lead to {@code ready} or {@code destroyed}.
 *
 * <p>The cause of a failure that is retried automatically passes after the second attempt; no time
 * passes between the attempts. With {@code -Dfaults.write=true} the results are recorded for
 * docs/faults.md; {@code -Dfaults=NAME,NAME} selects some.
 */
@Tag("extended")
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class FaultCycleTest {

  /** More than Terraform waits until a network that is in use is released: 20 minutes. */
  private static final Duration LIMIT = Duration.ofMinutes(40);

  private static final Pattern COMMAND = Pattern.compile("['`](\\./provisioner [^'`]+)['`]");

  /** After which the cause of a failure that is retried has passed. */
  private static final int ATTEMPTS_WITH_FAULT = 2;

  private static final List<String> ALSO =
      List.of("policy-denies-network", "database-response-lost", "network-in-use");

  @TempDir private static Path directory;
  private static TestInstallation installation;
  private static DemoCloud cloud;
  private static DevStack stack;
  private static ApiClient api;
  private static int accounts;

  @BeforeAll
  static void start() {
    installation = TestInstallation.start(directory);
    cloud = installation.cloud();
    stack = installation.stack();
    api = installation.api();
  }

  @AfterAll
  static void stop() {
    installation.close();
  }

  static List<NamedFault> faults() {
    List<String> selected =
        Stream.of(System.getProperty("faults", "").split(",", -1))
            .filter(name -> !name.isEmpty())
            .toList();
    return FaultCatalogue.all().stream()
        .filter(
            fault ->
                fault.requirement() == NamedFault.Requirement.TERRAFORM_AND_HELM
                    || ALSO.contains(fault.name()))
        .filter(fault -> selected.isEmpty() || selected.contains(fault.name()))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("faults")
  void what_is_advised_leads_to_the_goal(NamedFault fault) {
    String account = "%012d".formatted(300_000_000_000L + ++accounts);
    DemoCustomer.registerAccount(
        stack.api(), cloud, new RegisterAccountRequest(null, account, null, null));
    FaultRule[] rules = fault.rules().toArray(FaultRule[]::new);
    RecordedFault recorded;
    try {
      recorded = recorded(fault, rules, account);
    } finally {
      cloud.cloud().faultRules().remove(rules);
    }

    System.out.println(recorded.line());
    if (Boolean.getBoolean("faults.write")) {
      RecordedFaults.write(recorded);
    }
    assertThat(RecordedFaults.read().get(fault.name()))
        .as("run with -Dfaults.write=true if this is intended")
        .isEqualTo(recorded.line());
  }

  private static RecordedFault recorded(NamedFault fault, FaultRule[] rules, String account) {
    byte[] metaConfig =
        TestInstallation.projectFile("examples/small.yaml")
            .replace("name: demo", "name: " + fault.name())
            .replace("\"123456789012\"", "\"" + account + "\"")
            .getBytes(StandardCharsets.UTF_8);
    String id;
    if (fault.phase() == NamedFault.Phase.DESTROY) {
      id = api.create(metaConfig, "application/yaml").value().environmentId();
      assertThat(end(id, "ready", 1).status()).isEqualTo("ready");
      cloud.cloud().faultRules().add(rules);
      api.destroy(id, false);
    } else {
      cloud.cloud().faultRules().add(rules);
      id = api.create(metaConfig, "application/yaml").value().environmentId();
    }
    return followed(fault, rules, id);
  }

  /** Waits for the end of the operation, fixes the cause, and executes what is advised. */
  private static RecordedFault followed(NamedFault fault, FaultRule[] rules, String id) {
    String goal = fault.phase() == NamedFault.Phase.DESTROY ? "destroyed" : "ready";
    EnvironmentView first = end(id, goal, ATTEMPTS_WITH_FAULT);
    FailureView failure = first.status().equals("failed") ? first.failure() : null;
    int attempts = attempts(id);
    cloud.cloud().faultRules().remove(rules);
    if (failure == null) {
      String end = goodEnd(id, goal);
      return new RecordedFault(fault.name(), "", firstRetried(id), "none", attempts(id), "", end);
    }
    for (String command : advised(first, failure)) {
      execute(command.replace(" -f FILE", " -f " + file(first)));
    }
    if (api.environment(id).value().status().equals("failed")) {
      execute("./provisioner env retry " + id);
    }
    return new RecordedFault(
        fault.name(),
        String.valueOf(failure.phase()),
        failure.code(),
        failure.responsible(),
        attempts,
        String.valueOf(first.nextAction().command()).replace(id, "ID"),
        goodEnd(id, goal));
  }

  private static String goodEnd(String id, String goal) {
    EnvironmentView last = end(id, goal, Integer.MAX_VALUE);
    assertThat(last.status()).as(last.errorMessage()).isEqualTo(goal);
    return last.status();
  }

  private static List<String> advised(EnvironmentView failed, FailureView failure) {
    List<String> commands = new ArrayList<>();
    Matcher matcher = COMMAND.matcher(failure.next());
    while (matcher.find()) {
      commands.add(matcher.group(1));
    }
    String next = failed.nextAction().command();
    if (next != null && !commands.contains(next)) {
      commands.add(next);
    }
    return commands;
  }

  private static String file(EnvironmentView environment) {
    try {
      return Files.writeString(
              directory.resolve(environment.name() + ".json"),
              JsonMapper.shared().writeValueAsString(environment.metaConfig()))
          .toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void execute(String command) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    int exit =
        Cli.ofProcess(
                new Terminal(
                    new ByteArrayInputStream(new byte[0]),
                    print,
                    print,
                    false,
                    false,
                    Map.of(
                        "PROVISIONER_URL",
                        stack.api().url().toString(),
                        "PROVISIONER_KEY",
                        stack.api().key()),
                    directory))
            .run(command.replaceFirst("^\\./provisioner ", "").split(" ", -1));
    assertThat(exit).as("%s%n%s", command, out).isZero();
  }

  /**
   * Waits until the operation has ended, or until it waits for another attempt after this many.
   * Earlier ones are made due.
   */
  private static EnvironmentView end(String id, String goal, int attempts) {
    return Awaitility.await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              EnvironmentView now = api.environment(id).value();
              if (waits(now) && attempts(id) <= attempts) {
                makeDue(id);
              }
              return now;
            },
            now ->
                now.status().equals(goal)
                    || now.status().equals("failed")
                    || waits(now) && attempts(id) > attempts);
  }

  private static boolean waits(EnvironmentView environment) {
    return environment.nextAction().automaticAttemptAt() != null;
  }

  private static void makeDue(String id) {
    stack
        .service()
        .part(JdbcClient.class)
        .sql(
            "update operations set not_before = now() where environment_id = :id and state ="
                + " 'waiting'")
        .param("id", id)
        .update();
  }

  /** Returns the number of the attempt that is running, waiting, or was the last. */
  private static int attempts(String id) {
    return 1
        + stack
            .service()
            .part(JdbcClient.class)
            .sql("select count(*) from events where environment_id = :id and kind = 'retrying'")
            .param("id", id)
            .query(Integer.class)
            .single();
  }

  private static @Nullable String firstRetried(String id) {
    return stack
        .service()
        .part(JdbcClient.class)
        .sql(
            "select data -> 'failure' ->> 'code' from events where environment_id = :id and kind ="
                + " 'retrying' order by seq limit 1")
        .param("id", id)
        .query(String.class)
        .optional()
        .orElse(null);
  }
}
