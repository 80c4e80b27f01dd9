package io.beta9.provisioning.worker.liveness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beta9.provisioning.operation.RegisteredWorker;
import io.beta9.provisioning.settings.kubernetes.DeletionCost;
import io.beta9.provisioning.settings.kubernetes.PodSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a process states about itself, and what others can check of it. */
class WorkerIdentityTest {
  private static final PodSettings POD =
      new PodSettings("pod", "ns", "uid", null, DeletionCost.NONE);

  private static RegisteredWorker current(int seed) {
    return WorkerIdentity.current(POD, 3, "1.2", Path.of("/var/lib/x/../work"), new Random(seed));
  }

  @Test
  void states_the_process_by_which_others_can_check_it() throws Exception {
    long pid = ProcessHandle.current().pid();
    RegisteredWorker identity = current(1);
    assertThat(identity.process().pid()).isEqualTo(pid);
    assertThat(identity.process().startTicks())
        .isPositive()
        .isEqualTo(startTicks(Long.toString(pid)));
    assertThat(identity.host()).isEqualTo(InetAddress.getLocalHost().getHostName());
    assertThat(identity.process().bootId())
        .isEqualTo(Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip());
    assertThat(identity.process().pidNamespace()).startsWith("pid:[");
    assertThat(identity.process().machineId())
        .isEqualTo(
            Files.exists(Path.of("/etc/machine-id"))
                ? Files.readString(Path.of("/etc/machine-id")).strip()
                : "");
    assertThat(identity.workdir()).isEqualTo("/var/lib/work");
    assertThat(identity.pod()).isEqualTo(new RegisteredWorker.WorkerPod("", "ns", "pod", "uid"));
    assertThat(identity.version()).isEqualTo("1.2");
    assertThat(identity.concurrency()).isEqualTo(3);
  }

  @ParameterizedTest(name = "namespace {0}, name {1}, uid {2}")
  @CsvSource({", pod, uid", "ns, , uid", "ns, pod, "})
  void states_no_pod_whose_name_is_incomplete(String namespace, String name, String uid) {
    PodSettings incomplete = new PodSettings(name, namespace, uid, null, DeletionCost.NONE);
    assertThat(WorkerIdentity.current(incomplete, 1, "1.2", Path.of("/work"), new Random(1)).pod())
        .isNull();
  }

  @Test
  void two_workers_of_one_process_have_different_ids() {
    assertThat(current(1).id())
        .startsWith(current(1).host() + "-" + current(1).process().pid() + "-");
    assertThat(current(1).id()).isNotEqualTo(current(2).id());
  }

  /** Counts the fields from the end, so that the name of the command does not matter. */
  private static long startTicks(String pid) throws IOException {
    String[] fields = Files.readString(Path.of("/proc", pid, "stat")).strip().split(" ");
    return Long.parseLong(fields[fields.length - 52 + 21]);
  }

  @Test
  void a_process_that_does_not_exist_has_no_start_time() {
    assertThat(WorkerIdentity.startTicks(Integer.MAX_VALUE)).isZero();
  }

  @Test
  void a_process_that_has_ended_and_was_not_reaped_has_no_start_time() throws Exception {
    // The shell becomes a program that does not wait for its child.
    Process parent = new ProcessBuilder("sh", "-c", "true & exec sleep 60").start();
    try {
      Path children = Path.of("/proc/" + parent.pid() + "/task/" + parent.pid() + "/children");
      await().until(() -> !read(children).isBlank());
      String child = read(children).strip();
      await().until(() -> read(Path.of("/proc", child, "stat")).contains(") Z "));
      assertThat(WorkerIdentity.startTicks(Long.parseLong(child))).isZero();
      assertThat(WorkerIdentity.startTicks(parent.pid())).isPositive();
    } finally {
      parent.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
