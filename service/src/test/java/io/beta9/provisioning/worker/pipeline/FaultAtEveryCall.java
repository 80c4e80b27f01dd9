package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.cloudsim.fault.NamedFault;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.worker.pipeline.CallFault.AwsOperation;
import io.beta9.provisioning.worker.pipeline.CallFault.Injection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Injects every {@link CallFault} into every operation of AWS that the pipeline uses. */
final class FaultAtEveryCall {
  /** Each with servers of its own, because the rules of a simulated cloud apply to all of it. */
  private static final int THREADS = 2;

  private FaultAtEveryCall() {}

  /**
   * What an injection led to.
   *
   * @param code of the first failure that was retried, or of the last one; null if there was none
   * @param command the next command; empty if there is none
   */
  record Outcome(
      Injection injection,
      String step,
      @Nullable FailureCode code,
      int attempts,
      String command,
      String end,
      boolean reached,
      @Nullable String message) {}

  /** Returns all injections: each fault at each operation of a provision and of a destroy. */
  static List<Injection> all(Path folder) {
    Map<NamedFault.Phase, List<AwsOperation>> calls = new LinkedHashMap<>();
    try (WorkerTestServers servers = new WorkerTestServers(folder)) {
      for (NamedFault.Phase phase : NamedFault.Phase.values()) {
        calls.put(phase, AwsOperation.in(new FaultStage(servers).calls(phase)));
      }
    }
    List<Injection> all = new ArrayList<>();
    for (CallFault fault : CallFault.values()) {
      calls.forEach(
          (phase, operations) ->
              operations.forEach(operation -> all.add(new Injection(fault, phase, operation))));
    }
    return all;
  }

  /** Returns the outcomes in the order of the injections. */
  static List<Outcome> outcomes(Path folder, List<Injection> injections) {
    Queue<Integer> open = new ConcurrentLinkedQueue<>();
    for (int number = 0; number < injections.size(); number++) {
      open.add(number);
    }
    Outcome[] outcomes = new Outcome[injections.size()];
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<?>> all =
          Collections.nCopies(THREADS, 0).stream()
              .<Future<?>>map(
                  any -> threads.submit(() -> execute(folder, injections, open, outcomes)))
              .toList();
      for (Future<?> thread : all) {
        thread.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return List.of(outcomes);
  }

  private static void execute(
      Path folder, List<Injection> injections, Queue<Integer> open, Outcome[] outcomes) {
    try (WorkerTestServers servers = new WorkerTestServers(folder)) {
      for (Integer next = open.poll(); next != null; next = open.poll()) {
        outcomes[next] = outcome(servers, injections.get(next));
      }
    }
  }

  private static Outcome outcome(WorkerTestServers servers, Injection injection) {
    FaultStage.Course course =
        new FaultStage(servers)
            .course(injection.phase(), List.of(injection.fault().rule(injection.call())));
    return new Outcome(
        injection,
        course.step(),
        course.failure() == null ? null : course.failure().code(),
        course.attempts(),
        course.healed() ? "" : course.command(),
        course.end(),
        course.reached(),
        course.message());
  }
}
