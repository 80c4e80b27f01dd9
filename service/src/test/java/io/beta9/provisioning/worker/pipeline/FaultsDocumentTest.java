package io.beta9.provisioning.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cloudsim.fault.FaultCatalogue;
import io.beta9.provisioning.cloudsim.fault.NamedFault;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FaultsDocument;
import io.beta9.provisioning.format.DurationFormat;
import io.beta9.provisioning.worker.retry.RetryPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Injects every fault of the catalogue into an operation of the real pipeline with stateful fakes
 * of Terraform and Helm, retries once the cause is fixed, and compares its part of {@code
 * docs/faults.md} with what happened.
 */
class FaultsDocumentTest {
  /** What FaultCycleTest has recorded with the real Terraform and Helm. */
  private static final Path RECORDED =
      Path.of("../devstack/src/test/resources/recorded-faults.tsv");

  /** Varies no pause. */
  private static final DoubleSupplier MEDIAN = () -> 0.5;

  /** Each with servers of its own, because the rules of a simulated cloud apply to all of it. */
  private static final int THREADS = 2;

  /** Faults after which the advice did not lead to the goal. */
  private static final Queue<String> STRANDED = new ConcurrentLinkedQueue<>();

  private static final String CALLS =
      """


      ## At every call

      What can go wrong with any call of AWS, injected into every operation of AWS that a provision (%d) and
      a destroy (%d) use. A policy denies all calls of the operation until it is changed; the other faults hit
      the first calls of one attempt. The calls are counted by the step that failed; those without a failure
      were repeated immediately, or are not necessary. A verdict `immediately` is known after the first attempt; what
      is retried passes with its cause, after pauses of 10 s, 30 s and so on.

      Every injection is part of this page's test; `mvn verify` tries a few of them (`FaultAtEveryCallTest`),
      and a lost response of every single call (`CrashAtEveryWriteTest`).

      | fault | during | calls | by step | failure | responsible | verdict | next | finally |
      |---|---|---|---|---|---|---|---|---|
      """;

  @TempDir private static Path folder;

  private static long operations(List<FaultAtEveryCall.Outcome> outcomes, NamedFault.Phase phase) {
    return outcomes.stream()
        .filter(outcome -> outcome.injection().phase() == phase)
        .map(outcome -> outcome.injection().call())
        .distinct()
        .count();
  }

  private static String row(NamedFault fault, WorkerTestServers servers) {
    if (fault.requirement() == NamedFault.Requirement.TERRAFORM_AND_HELM) {
      String line = recorded().get(fault.name());
      assertThat(line).as("the recording of %s in %s", fault.name(), RECORDED).isNotNull();
      String[] fields = line.split("\t", -1);
      return row(
          fault,
          fields[1],
          FailureCode.of(fields[2]).orElseThrow(),
          Integer.parseInt(fields[4]),
          fields[5],
          fields[6]);
    }
    FaultStage.Course course = new FaultStage(servers).course(fault.phase(), fault.rules());
    if (!course.reached()) {
      STRANDED.add(fault.name() + ": " + course.message());
    }
    return row(
        fault,
        course.healed() ? "" : course.step(),
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
  @Timeout(1800)
  void the_document_lists_what_every_fault_leads_to() {
    List<String> rows = rows();
    List<FaultAtEveryCall.Outcome> calls =
        FaultAtEveryCall.outcomes(folder, FaultAtEveryCall.all(folder));
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
            + CALLS.formatted(
                operations(calls, NamedFault.Phase.PROVISION),
                operations(calls, NamedFault.Phase.DESTROY))
            + String.join("\n", CallFaultTable.rows(calls))
            + "\n";
    FaultsDocument.CLOUD.assertIs(text);
    assertThat(STRANDED).isEmpty();
    assertThat(calls).allSatisfy(FaultAtEveryCallTest::assertGoodEnd);
  }

  @Test
  void everything_that_only_the_real_tools_meet_is_recorded_with_its_good_end() {
    assertThat(recorded().keySet())
        .containsAll(
            FaultCatalogue.all().stream()
                .filter(fault -> fault.requirement() == NamedFault.Requirement.TERRAFORM_AND_HELM)
                .map(NamedFault::name)
                .toList());
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
