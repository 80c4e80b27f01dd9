package io.beta9.provisioning.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupCpuTest {
  @TempDir private Path root;

  private void file(String path, String content) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content + "\n");
  }

  private CgroupCpu cpu() {
    return new CgroupCpu(root, 4);
  }

  private void version2(String group) throws IOException {
    file("sys/fs/cgroup/cgroup.controllers", "cpu memory");
    file("proc/self/cgroup", "0::" + group);
  }

  @Test
  void reads_a_container_that_sees_its_own_group_as_the_root() throws IOException {
    version2("/");
    file("sys/fs/cgroup/cpu.max", "150000 100000");
    file(
        "sys/fs/cgroup/cpu.stat",
        "usage_usec 2500000\nuser_usec 1\nnr_throttled 3\nthrottled_usec 250000");

    assertThat(cpu().limitCores()).isEqualTo(1.5);
    assertThat(cpu().usageSeconds()).isEqualTo(2.5);
    assertThat(cpu().throttledSeconds()).isEqualTo(0.25);
  }

  @Test
  void applies_the_lowest_limit_of_the_ancestors_and_reads_the_usage_of_its_own_group()
      throws IOException {
    version2("/pods/worker");
    file("sys/fs/cgroup/pods/cpu.max", "50000 100000");
    file("sys/fs/cgroup/pods/cpu.stat", "usage_usec 9000000");
    file("sys/fs/cgroup/pods/worker/cpu.max", "max 100000");
    file("sys/fs/cgroup/pods/worker/cpu.stat", "usage_usec 1000000");

    assertThat(cpu().limitCores()).isEqualTo(0.5);
    assertThat(cpu().usageSeconds()).isEqualTo(1);
    assertThat(cpu().throttledSeconds()).isZero();
  }

  @Test
  void the_processors_are_the_limit_without_or_above_another_one() throws IOException {
    version2("/");
    file("sys/fs/cgroup/cpu.max", "max 100000");
    assertThat(cpu().limitCores()).isEqualTo(4);

    file("sys/fs/cgroup/cpu.max", "800000 100000");
    assertThat(cpu().limitCores()).isEqualTo(4);
  }

  @Test
  void reads_version_1_with_the_path_of_the_host() throws IOException {
    file("proc/self/cgroup", "3:cpu,cpuacct:/kubepods/pod1/abc\n2:memory:/kubepods/pod1/abc");
    file("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "200000");
    file("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000");
    file("sys/fs/cgroup/cpu/cpu.stat", "nr_periods 1\nthrottled_time 500000000");
    file("sys/fs/cgroup/cpuacct/cpuacct.usage", "3000000000");

    assertThat(cpu().limitCores()).isEqualTo(2);
    assertThat(cpu().usageSeconds()).isEqualTo(3);
    assertThat(cpu().throttledSeconds()).isEqualTo(0.5);
  }

  @Test
  void version_1_without_a_quota_has_no_limit() throws IOException {
    file("proc/self/cgroup", "1:cpu:/");
    file("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1");
    file("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000");

    assertThat(cpu().limitCores()).isEqualTo(4);
  }

  @Test
  void the_usage_is_unknown_without_control_groups() {
    assertThat(cpu().usageSeconds()).isNaN();
    assertThat(cpu().limitCores()).isEqualTo(4);
  }
}
