package io.beta9.provisioning.bootstrap;

import io.beta9.provisioning.bootstrap.ClusterFault.Call;
import io.beta9.provisioning.bootstrap.ClusterFault.Injection;
import io.beta9.provisioning.bootstrap.ClusterStage.Course;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Injects every {@link ClusterFault} into every kind of call that a step makes in a cluster. */
final class FaultAtEveryClusterCall {
  /** They wait most of the time. */
  private static final int THREADS = Integer.getInteger("faults.threads", 4);

  private FaultAtEveryClusterCall() {}

  /**
   * Returns all injections: each kind of call in the first step that makes it, and once more in the
   * uninstallation, which continues after failures.
   */
  static List<Injection> all(ClusterStage stage) {
    List<Injection> all = new ArrayList<>();
    for (ClusterFault fault : ClusterFault.values()) {
      Set<Call> injected = new HashSet<>();
      for (ClusterStep step : ClusterStep.values()) {
        stage.calls(step).stream()
            .filter(fault::appliesTo)
            .filter(call -> injected.add(call) || step == ClusterStep.CLUSTER_UNINSTALL)
            .forEach(call -> all.add(new Injection(fault, step, call)));
      }
    }
    return all;
  }

  /** Returns what the injections led to, in their order. */
  static List<Course> courses(ClusterStage stage, List<Injection> injections) {
    Queue<Integer> open =
        new ConcurrentLinkedQueue<>(IntStream.range(0, injections.size()).boxed().toList());
    Course[] courses = new Course[injections.size()];
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<?>> all =
          Collections.nCopies(THREADS, 0).stream()
              .<Future<?>>map(
                  any -> threads.submit(() -> execute(stage, injections, open, courses)))
              .toList();
      for (Future<?> thread : all) {
        thread.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return List.of(courses);
  }

  private static void execute(
      ClusterStage stage, List<Injection> injections, Queue<Integer> open, Course[] courses) {
    for (Integer next = open.poll(); next != null; next = open.poll()) {
      courses[next] = stage.course(injections.get(next));
    }
  }
}
