package io.beta9.provisioning.bootstrap.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.bootstrap.TestInfraModels;
import io.beta9.provisioning.bootstrap.helm.WorkerSizes.RequestLimits;
import io.beta9.provisioning.bootstrap.helm.WorkerSizes.WorkerSize;
import io.beta9.provisioning.metaconfig.catalog.GpuType;
import io.beta9.provisioning.metaconfig.catalog.MachineSize;
import io.beta9.provisioning.metaconfig.catalog.Profile;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WorkerSizesTest {
  @Test
  void two_workers_share_a_node_and_an_image_is_built_in_sixteen_gibibytes() {
    WorkerSizes sizes = WorkerSizes.of(TestInfraModels.small());

    assertThat(sizes.cpu()).isEqualTo(new WorkerSize(3500, 13));
    assertThat(sizes.build()).isEqualTo(new WorkerSize(3500, 16));
    assertThat(sizes.gpu()).isNull();
    assertThat(sizes.limits()).isEqualTo(new RequestLimits(7000, 26 * 1024, 0, 10));
  }

  @Test
  void each_gpu_has_a_worker_with_its_share_of_the_machine() {
    WorkerSizes one = WorkerSizes.of(TestInfraModels.model(0, "T4", null));
    assertThat(one.gpu()).isEqualTo(new WorkerSize(3000, 12));
    assertThat(one.limits().gpus()).isEqualTo(1);

    WorkerSizes eight = WorkerSizes.of(TestInfraModels.model(0, "H100", null));
    assertThat(eight.gpu()).isEqualTo(new WorkerSize(23500, 230));
    assertThat(eight.limits().millicpus()).isEqualTo(191_000);
    assertThat(eight.limits().memoryMib()).isEqualTo(1841 * 1024);
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
  void all_workers_of_a_node_fit_on_it(GpuType type) {
    var model = TestInfraModels.model(0, type.label(), null);
    MachineSize machine = MachineSize.of(Objects.requireNonNull(model.gpuNodes()).instanceType());
    WorkerSize worker = Objects.requireNonNull(WorkerSizes.of(model).gpu());

    assertThat(worker.millicpus() * machine.gpus()).isLessThanOrEqualTo(machine.usableMillicpus());
    assertThat(worker.memoryGib() * machine.gpus()).isLessThanOrEqualTo(machine.usableMemoryGib());
  }
}
