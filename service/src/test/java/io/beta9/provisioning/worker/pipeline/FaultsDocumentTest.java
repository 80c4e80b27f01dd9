package io.beta9.provisioning.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.cloudsim.fault.FaultCatalogue;
import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.cloudsim.fault.NamedFault;
import io.beta9.provisioning.diagnosis.NextStep;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.json.FailureJson;
import io.beta9.provisioning.format.DurationFormat;
import io.beta9.provisioning.intake.EnvironmentRequests;
import io.beta9.provisioning.settings.Settings;
import io.beta9.provisioning.testing.ProcessLifetime;
import io.beta9.provisioning.timeline.EventRepository;
import io.beta9.provisioning.worker.retry.RetryPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/**
 * Injects every fault of the catalogue into an operation of the real pipeline with stateful fakes
 * of Terraform and Helm, retries once the cause is fixed, and compares {@code docs/faults.md} with
 * what happened.
 */
class FaultsDocumentTest {
  private static final Path DOCUMENT = Path.of("../docs/faults.md");

  /** What FaultCycleTest has recorded with the real Terraform and Helm. */
  private static final Path RECORDED =
      Path.of("../devstack/src/test/resources/recorded-faults.tsv");

  /**
   * Faults after which the real Terraform and Helm have not reached the goal yet. The AWS provider
   * waits for a replication group that could not be created while it refreshes it, so that every
   * further plan fails until the group is deleted.
   */
  private static final Set<String> OPEN = Set.of("cache-fails");

  /** Varies no pause. */
  private static final RandomGenerator MEDIAN = () -> 1L << 63;

  private static final Caller CALLER = new Caller(WorkerTestServers.TENANT, "key", "ann");
  private static final int MAX_ATTEMPTS = 12;

  /** Each with servers of its own, because the rules of a simulated cloud apply to all of it. */
  private static final int THREADS = 2;

  /** Faults after which the advice did not lead to the goal. */
  private static final Queue<String> STRANDED = new ConcurrentLinkedQueue<>();

  @TempDir private static Path folder;

  private static Course course(NamedFault fault, WorkerTestServers servers) {
    return new Stage(servers).course(fault);
  }

  /**
   * What happened to an operation.
   *
   * @param step in which the failure occurred
   * @param failure the first one; null if there was none
   * @param attempts after which the operation ended
   * @param healed whether it ended well while the rules were active
   */
  private record Course(
      String step,
      @Nullable Failure failure,
      int attempts,
      boolean healed,
      String command,
      String end) {}

  /** Injects faults into the operations of these servers. */
  private static final class Stage {
    private final WorkerTestServers servers;
    private final EnvironmentRequests requests;

    Stage(WorkerTestServers servers) {
      this.servers = servers;
      this.requests =
          new EnvironmentRequests(
              new EnvironmentRequests.IntakeRepositories(
                  servers.jdbc(),
                  servers.transactions(),
                  servers.environments(),
                  servers.operations(),
                  new EventRepository(servers.jdbc(), JsonMapper.shared())),
              TestQueue.NO_NOTIFICATIONS,
              JsonMapper.shared(),
              Settings.from(Map.of()),
              Clock.systemUTC(),
              servers.random());
    }

    private Environment environment(WorkerScenario scenario) {
      return servers.environments().find(WorkerTestServers.TENANT, scenario.id()).orElseThrow();
    }

    Course course(NamedFault fault) {
      try (WorkerScenario scenario = servers.environment()) {
        EnvironmentStatus goal = EnvironmentStatus.READY;
        if (fault.phase() == NamedFault.Phase.DESTROY) {
          goal = EnvironmentStatus.DESTROYED;
          assertThat(attempts(scenario)).isOne();
          assertThat(environment(scenario).status()).isEqualTo(EnvironmentStatus.READY);
          requests.destroy(CALLER, scenario.id(), null);
        }
        FaultRule[] rules = fault.rules().toArray(FaultRule[]::new);
        servers.cloud().sim().faultRules().add(rules);
        int attempts = attempts(scenario);
        servers.cloud().sim().faultRules().remove(rules);
        Environment after = environment(scenario);
        boolean healed = after.status() == goal;
        Failure failure = healed ? firstRetried(scenario) : after.failure();
        String step = healed ? "" : String.valueOf(after.phase());
        String command = "";
        if (!healed) {
          assertThat(after.status()).as(fault.name()).isEqualTo(EnvironmentStatus.FAILED);
          command =
              String.valueOf(
                  NextStep.of(
                          new NextStep.Situation(after.id(), after.status(), failure, null, false),
                          Instant.now())
                      .command());
          requests.retry(CALLER, scenario.id(), null);
          attempts(scenario);
        }
        EnvironmentStatus end = environment(scenario).status();
        if (end != goal) {
          STRANDED.add(fault.name() + ": " + environment(scenario).errorMessage());
        }
        return new Course(
            step,
            failure,
            attempts,
            healed,
            command.replace(scenario.id().value(), "ID"),
            end.code());
      }
    }

    /** Executes attempts until none is scheduled; no time passes between them. */
    private int attempts(WorkerScenario scenario) {
      for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
        scenario.work(ProcessLifetime.withoutFaults());
        if (!scenario.isPostponed()) {
          return attempt;
        }
        scenario.makeDue();
      }
      throw new AssertionError("more than " + MAX_ATTEMPTS + " attempts");
    }

    private @Nullable Failure firstRetried(WorkerScenario scenario) {
      return retried(scenario)
          .map(
              data ->
                  FailureJson.read(JsonMapper.shared().readTree(data).path("failure").toString()))
          .orElse(null);
    }

    private Optional<String> retried(WorkerScenario scenario) {
      return servers
          .jdbc()
          .sql(
              "select data::text from events where environment_id = :id and kind = 'retrying' order"
                  + " by seq limit 1")
          .param("id", scenario.id().value())
          .query(String.class)
          .optional();
    }
  }

  private static String row(NamedFault fault, WorkerTestServers servers) {
    if (fault.tools() == NamedFault.Tools.TERRAFORM_AND_HELM) {
      String line = recorded().get(fault.name());
      if (line == null) {
        assertThat(OPEN).as("faults without a recording in %s", RECORDED).contains(fault.name());
        return "| `%s` | %s | %s | not recorded |  |  |  |  |  |"
            .formatted(
                fault.name(), fault.meaning(), fault.phase().name().toLowerCase(Locale.ROOT));
      }
      String[] fields = line.split("\t", -1);
      return row(
          fault,
          fields[1],
          FailureCode.of(fields[2]).orElseThrow(),
          Integer.parseInt(fields[4]),
          fields[5],
          fields[6]);
    }
    Course course = course(fault, servers);
    return row(
        fault,
        course.step(),
        course.failure() == null ? null : course.failure().code(),
        course.attempts(),
        course.healed() ? "" : course.command(),
        course.end());
  }

  private static String row(
      NamedFault fault,
      String step,
      @Nullable FailureCode failure,
      int attempts,
      String command,
      String end) {
    return "| `%s` | %s | %s | %s | %s | %d | %s | %s | `%s` |"
        .formatted(
            fault.name(),
            fault.meaning(),
            fault.phase().name().toLowerCase(Locale.ROOT)
                + (step.isEmpty() ? "" : ", step " + step),
            failure == null ? "none" : "`" + failure.code() + "`",
            failure == null || command.isEmpty() ? "none" : failure.responsible().code(),
            attempts,
            failure == null ? "" : pauses(failure, attempts),
            command.isEmpty() ? "no action needed" : "`" + command + "`",
            end);
  }

  /** Returns how long the service waits before the attempts that follow the first one. */
  private static String pauses(FailureCode code, int attempts) {
    Duration total = Duration.ZERO;
    for (int attempt = 1; attempt < attempts; attempt++) {
      total =
          total.plus(
              RetryPolicy.STANDARD
                  .pauseAfter(attempt, Duration.ZERO, Failure.of(code), MEDIAN)
                  .orElseThrow());
    }
    return total.isZero() ? "none" : DurationFormat.words(total);
  }

  /** Returns the lines of the recording by the name of the fault. */
  private static Map<String, String> recorded() {
    try {
      return Files.readAllLines(RECORDED).stream()
          .collect(Collectors.toMap(line -> line.substring(0, line.indexOf('\t')), line -> line));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> rows() {
    Queue<Integer> open = new ConcurrentLinkedQueue<>();
    String[] rows = new String[FaultCatalogue.all().size()];
    IntStream.range(0, rows.length).forEach(open::add);
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<?>> all = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        all.add(
            threads.submit(
                () -> {
                  try (WorkerTestServers servers = new WorkerTestServers(folder)) {
                    for (Integer next = open.poll(); next != null; next = open.poll()) {
                      rows[next] = row(FaultCatalogue.all().get(next), servers);
                    }
                  }
                }));
      }
      for (Future<?> thread : all) {
        thread.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return List.of(rows);
  }

  @Test
  @Tag("slow")
  @Timeout(600)
  void the_document_lists_what_every_fault_leads_to() throws IOException {
    List<String> rows = rows();
    String text =
        """
        # Faults

        What happens if the cloud does not do what it should: every fault that the simulated cloud can
        produce under a name. `./provisioner demo --fault NAME` shows one of them, `--fault list` lists
        them. A fault that does not pass by itself lasts until the cause is fixed; then a retry leads to
        the status in the last column.

        This page is generated by a test, which injects each fault into an operation:

            mvn -pl service -am test -Dtests.excluded= -Dtest=FaultsDocumentTest -Dfaults.write=true -Dsurefire.failIfNoSpecifiedTests=false

        The last faults of the table need nodes, pods or the waiting of Terraform. They are recorded with the
        real Terraform and Helm, and so are a few of the others; if they are retried, they pass after the
        second attempt. This takes about three minutes for each fault:

            mvn -Pextended -DskipPitest -pl devstack -am verify -Dtest=FaultCycleTest -Dfaults.write=true -Dsurefire.failIfNoSpecifiedTests=false

        The attempts are those until the operation has ended, and the pauses those between them, which the
        service varies by up to a quarter: the verdict is known after these pauses and the attempts themselves.

        | fault | what happens | during | failure | responsible | attempts | pauses | next | finally |
        |---|---|---|---|---|---|---|---|---|
        """
            + String.join("\n", rows)
            + "\n";
    if (Boolean.getBoolean("faults.write")) {
      Files.writeString(DOCUMENT, text);
    }
    assertThat(STRANDED).isEmpty();
    assertThat(Files.readString(DOCUMENT))
        .as("docs/faults.md is not up to date; run with -Dfaults.write=true")
        .isEqualTo(text);
  }

  @Test
  void everything_that_only_the_real_tools_meet_is_recorded_with_its_good_end() {
    assertThat(recorded().keySet())
        .containsAll(
            FaultCatalogue.all().stream()
                .filter(fault -> fault.tools() == NamedFault.Tools.TERRAFORM_AND_HELM)
                .map(NamedFault::name)
                .filter(name -> !OPEN.contains(name))
                .toList())
        .doesNotContainAnyElementsOf(OPEN);
    assertThat(recorded().values())
        .allMatch(line -> line.endsWith("\tready") || line.endsWith("\tdestroyed"));
  }

  @Test
  void every_name_is_used_once() {
    Set<String> names =
        FaultCatalogue.all().stream().map(NamedFault::name).collect(Collectors.toSet());
    assertThat(names).hasSameSizeAs(FaultCatalogue.all()).allMatch(it -> it.matches("[a-z0-9-]+"));
  }
}
