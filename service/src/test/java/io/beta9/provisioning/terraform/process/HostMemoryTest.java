package io.beta9.provisioning.terraform.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostMemoryTest {
  private static final String V2 = "sys/fs/cgroup/kubepods/pod";
  private static final String V1 = "sys/fs/cgroup/memory/docker/c";

  @TempDir Path root;
  private HostMemory memory;

  @BeforeEach
  void machine() throws IOException {
    memory = new HostMemory(root);
    write("proc/meminfo", "MemTotal:  1000 kB\nMemFree: 5 kB\nMemAvailable:   600 kB\n");
    write("proc/vmstat", "nr_free_pages 1\noom_kill 7\n");
  }

  @Test
  void is_that_of_the_machine_without_a_cgroup() throws IOException {
    write("proc/self/cgroup", "0::/\n");

    assertThat(memory.limit()).isEqualTo(1000 * 1024);
    assertThat(memory.available()).isEqualTo(600 * 1024);
    assertThat(memory.memoryKills()).hasValue(7);
  }

  @Test
  void is_limited_by_a_cgroup_of_version_2_whose_page_cache_is_reclaimable() throws IOException {
    write("proc/self/cgroup", "0::/kubepods/pod\n");
    write(V2 + "/memory.max", "500000\n");
    write(V2 + "/memory.current", "400000\n");
    write(V2 + "/memory.stat", "anon 300000\ninactive_file 60000\nactive_file 40000\n");
    write(V2 + "/memory.events", "low 0\noom 3\noom_kill 2\noom_group_kill 0\n");

    assertThat(memory.limit()).isEqualTo(500_000);
    assertThat(memory.available()).isEqualTo(160_000);
    assertThat(memory.memoryKills()).hasValue(2);
  }

  @Test
  void is_limited_by_the_smallest_limit_of_the_parents() throws IOException {
    write("proc/self/cgroup", "0::/kubepods/pod\n");
    write(V2 + "/memory.max", "max\n");
    write(V2 + "/memory.current", "1\n");
    write("sys/fs/cgroup/kubepods/memory.max", "300000\n");
    write("sys/fs/cgroup/kubepods/memory.current", "100000\n");

    assertThat(memory.limit()).isEqualTo(300_000);
    assertThat(memory.available()).isEqualTo(200_000);
  }

  @Test
  void is_limited_by_a_cgroup_of_version_1() throws IOException {
    write("proc/self/cgroup", "9:cpu,cpuacct:/x\n4:memory:/docker/c\n0::/\n");
    write(V1 + "/memory.limit_in_bytes", "500000\n");
    write(V1 + "/memory.usage_in_bytes", "450000\n");
    write(V1 + "/memory.stat", "inactive_file 1\ntotal_inactive_file 50000\n");
    write(V1 + "/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 4\n");

    assertThat(memory.limit()).isEqualTo(500_000);
    assertThat(memory.available()).isEqualTo(100_000);
    assertThat(memory.memoryKills()).hasValue(4);
  }

  @Test
  void uses_the_mounted_group_in_a_container_that_sees_the_path_of_the_host() throws IOException {
    write("proc/self/cgroup", "4:memory:/docker/unknown\n");
    write("sys/fs/cgroup/memory/memory.limit_in_bytes", "500000\n");
    write("sys/fs/cgroup/memory/memory.usage_in_bytes", "100000\n");

    assertThat(memory.limit()).isEqualTo(500_000);
    assertThat(memory.available()).isEqualTo(400_000);
  }

  @Test
  void an_unlimited_group_of_version_1_does_not_limit() throws IOException {
    write("proc/self/cgroup", "4:memory:/\n");
    write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
    write("sys/fs/cgroup/memory/memory.usage_in_bytes", "100000\n");

    assertThat(memory.limit()).isEqualTo(1000 * 1024);
    assertThat(memory.available()).isEqualTo(600 * 1024);
  }

  @Test
  void nothing_is_available_above_the_limit() throws IOException {
    write("proc/self/cgroup", "0::/kubepods/pod\n");
    write(V2 + "/memory.max", "500\n");
    write(V2 + "/memory.current", "501\n");

    assertThat(memory.available()).isZero();
  }

  @Test
  void a_kill_counts_for_a_run_only_if_it_happened_after_the_start() throws IOException {
    write("proc/self/cgroup", "0::/\n");
    Path run = Files.createDirectories(root.resolve("run"));
    ChildProcess child =
        new ChildProcess("r", RunKind.APPLY, run, new ProcessId(1, 1), new ProcessId(1, 1), "", "");
    assertThat(child.isMemoryKillSinceStart(memory)).as("not recorded").isFalse();

    ChildProcess.recordMemoryKills(run, memory);
    assertThat(child.isMemoryKillSinceStart(memory)).isFalse();

    write("proc/vmstat", "oom_kill 8\n");
    assertThat(child.isMemoryKillSinceStart(memory)).isTrue();

    write("proc/vmstat", "oom_kill 0\n");
    assertThat(child.isMemoryKillSinceStart(memory)).as("another container").isFalse();
  }

  private void write(String file, String content) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
  }
}
