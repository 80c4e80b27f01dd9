package io.beta9.provisioning.metaconfig.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.metaconfig.catalog.WorkerNodes.NodePool;
import io.beta9.provisioning.metaconfig.catalog.WorkerNodes.WorkerSize;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class WorkerNodesTest {
  private static final NodePool SMALL = new NodePool("m6i.2xlarge", 3);

  @Test
  void two_workers_share_a_node_and_an_image_is_built_in_sixteen_gibibytes() {
    WorkerNodes nodes = new WorkerNodes(SMALL, null);

    assertThat(nodes.cpuWorker()).isEqualTo(new WorkerSize(3500, 13));
    assertThat(nodes.defaultBuildWorker()).isEqualTo(new BuildWorker(3500, 16, 14));
    assertThat(nodes.gpuWorker()).isNull();
    assertThat(nodes.defaultLimits()).isEqualTo(new RequestLimits(7000, 26, 0, 10));
  }

  @Test
  void each_gpu_has_a_worker_with_its_share_of_the_machine() {
    WorkerNodes one = new WorkerNodes(SMALL, new NodePool("g4dn.xlarge", 1));
    assertThat(one.gpuWorker()).isEqualTo(new WorkerSize(3000, 12));
    assertThat(one.defaultLimits())
        .as("the CPU machines are larger")
        .isEqualTo(new RequestLimits(7000, 26, 1, 10));

    WorkerNodes eight = new WorkerNodes(SMALL, new NodePool("p5.48xlarge", 2));
    assertThat(eight.gpuWorker()).isEqualTo(new WorkerSize(23500, 230));
    assertThat(eight.defaultLimits())
        .as("six workers on CPU machines, and one for each of sixteen GPUs")
        .isEqualTo(new RequestLimits(191_000, 1841, 1, 22));
  }

  @ParameterizedTest
  @EnumSource
  void the_size_of_every_machine_that_a_profile_uses_is_known(Profile profile) {
    MachineSize node = MachineSize.of(profile.cpu().instanceType());
    assertThat(node.usableMemoryGib()).isGreaterThanOrEqualTo(16);
    for (GpuType type : GpuType.values()) {
      MachineSize gpu = MachineSize.of(type.instanceType(profile));
      assertThat(gpu.gpus()).isPositive();
      assertThat(gpu.usableMillicpus() / gpu.gpus()).isGreaterThanOrEqualTo(3000);
    }
  }

  @ParameterizedTest
  @EnumSource
  void the_defaults_of_every_profile_are_possible(Profile profile) {
    WorkerNodes nodes =
        new WorkerNodes(new NodePool(profile.cpu().instanceType(), profile.cpu().max()), null);
    BuildWorker build = nodes.defaultBuildWorker();

    assertThat(build.millicpus())
        .isBetween(BuildWorker.MIN_MILLICPUS, nodes.cpu().machine().usableMillicpus());
    assertThat(build.memoryGib())
        .isBetween(BuildWorker.MIN_MEMORY_GIB, nodes.cpu().machine().usableMemoryGib());
    assertThat(build.sharedMemoryGib())
        .isBetween(1, BuildWorker.maxSharedMemoryGib(build.memoryGib()));
    assertThat(nodes.defaultLimits().replicas()).isLessThanOrEqualTo(nodes.maxReplicas());
  }

  @ParameterizedTest
  @EnumSource
  void all_workers_of_a_node_fit_on_it(GpuType type) {
    NodePool pool = new NodePool(type.instanceType(Profile.SMALL), 1);
    MachineSize machine = pool.machine();
    WorkerSize worker = Objects.requireNonNull(new WorkerNodes(SMALL, pool).gpuWorker());

    assertThat(worker.millicpus() * machine.gpus()).isLessThanOrEqualTo(machine.usableMillicpus());
    assertThat(worker.memoryGib() * machine.gpus()).isLessThanOrEqualTo(machine.usableMemoryGib());
  }

  /** A node has 7000 millicpus and 26 GiB, a worker half of each. */
  @ParameterizedTest
  @CsvSource({
    "3, 3500, 13, 5",
    "3, 3500, 14, 4",
    "3, 3501, 13, 4",
    "3, 7000, 26, 4",
    "1, 3500, 13, 1",
    "1, 3500, 16, 0",
  })
  void counts_the_workers_that_fit_beside_a_build(
      int maxNodes, int millicpus, int memoryGib, int expected) {
    WorkerNodes nodes = new WorkerNodes(new NodePool("m6i.2xlarge", maxNodes), null);

    assertThat(nodes.cpuWorkersBeside(new BuildWorker(millicpus, memoryGib, 1)))
        .isEqualTo(expected);
  }

  @Test
  void the_smallest_containers_or_the_gpus_limit_the_replicas() {
    assertThat(new WorkerNodes(SMALL, null).maxReplicas()).isEqualTo(210);
    assertThat(new WorkerNodes(SMALL, new NodePool("p5.48xlarge", 100)).maxReplicas())
        .isEqualTo(800);
  }
}
