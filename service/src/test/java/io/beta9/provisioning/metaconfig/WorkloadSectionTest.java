package io.beta9.provisioning.metaconfig;

import static io.beta9.provisioning.metaconfig.MetaConfigs.smallWith;
import static io.beta9.provisioning.metaconfig.MetaConfigs.valid;
import static io.beta9.provisioning.metaconfig.MetaConfigs.violations;
import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.metaconfig.catalog.BuildWorker;
import io.beta9.provisioning.metaconfig.catalog.RequestLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits at and beyond what fits on the machines. */
class WorkloadSectionTest {
  private static final String GPU = "  workers: {gpu_enabled: true, gpu_type: %s}\n";
  private static final String OF_SMALL =
      ": a container with more fits on no machine, the largest is m6i.2xlarge";
  private static final String OF_BUILD =
      ": images are built on CPU machines, and a larger worker does not fit on m6i.2xlarge";

  @ParameterizedTest
  @CsvSource({
    "millicpus, 500",
    "millicpus, 7000",
    "memory_gib, 1",
    "memory_gib, 26",
    "gpus, 0",
    "replicas, 1",
    "replicas, 210",
  })
  void accepts_limits_that_the_machines_permit(String field, int value) {
    RequestLimits limits = valid(limits(field, value)).beta9().limits();

    assertThat(limits).isNotNull();
    assertThat(
            switch (field) {
              case "millicpus" -> limits.millicpus();
              case "memory_gib" -> limits.memoryGib();
              case "gpus" -> limits.gpus();
              default -> limits.replicas();
            })
        .isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({
    "millicpus, 499, 'must be an integer from 500 to 7000, not 499'",
    "millicpus, 7001, 'must be an integer from 500 to 7000, not 7001" + OF_SMALL + "'",
    "memory_gib, 0, 'must be an integer from 1 to 26, not 0'",
    "memory_gib, 27, 'must be an integer from 1 to 26, not 27" + OF_SMALL + "'",
    "memory_gib, 99999999999, 'must be an integer from 1 to 26, not 99999999999" + OF_SMALL + "'",
    "memory_gib, 1.5, 'must be an integer from 1 to 26, not the number 1.5'",
    "gpus, -1, 'must be an integer from 0 to 1, not -1'",
    "gpus, 1, 'is 1, but workers.gpu_enabled is not true'",
    "replicas, 0, 'must be an integer from 1 to 210, not 0'",
    "replicas, 211, 'must be an integer from 1 to 210, not 211: not even the smallest containers"
        + " fit on all machines in a larger number'",
    "memory, 1, 'is not a field of beta9.limits; expected millicpus, memory_gib, gpus or replicas'",
  })
  void rejects_limits_that_the_machines_do_not_permit(String field, String value, String problem) {
    assertThat(violations(limits(field, value)))
        .containsExactly("beta9.limits." + field + ": " + problem);
  }

  private static String limits(String field, Object value) {
    return smallWith("  limits: {" + field + ": " + value + "}\n");
  }

  @Test
  void a_container_has_one_gpu_where_there_are_gpus() {
    String gpus = smallWith(GPU.formatted("H100"));
    assertThat(valid(gpus).beta9().limits())
        .isEqualTo(valid(gpus + "  limits: {gpus: 1}\n").beta9().limits())
        .isEqualTo(new RequestLimits(191_000, 1841, 1, 14));
    assertThat(violations(gpus + "  limits: {gpus: 2}\n"))
        .containsExactly(
            "beta9.limits.gpus: must be an integer from 0 to 1, not 2: Beta9 permits more than one"
                + " GPU for a container only in a workspace with the property multi_gpu_enabled,"
                + " which none of its routes sets");
    assertThat(violations(gpus + "  limits: {gpus: 0}\n"))
        .containsExactly(
            "beta9.limits.gpus: is 0, but workers.gpu_enabled is true: no container could use its"
                + " GPUs");
  }

  @Test
  void the_larger_machines_determine_the_limits() {
    String large = smallWith(GPU.formatted("H100"));
    assertThat(valid(large + "  limits: {memory_gib: 1841}\n").beta9().limits()).isNotNull();
    assertThat(violations(large + "  limits: {memory_gib: 1842}\n"))
        .singleElement()
        .asString()
        .contains("from 1 to 1841", "the largest is p5.48xlarge");
    String small = smallWith(GPU.formatted("T4"));
    assertThat(violations(small + "  limits: {memory_gib: 27}\n"))
        .singleElement()
        .asString()
        .contains("from 1 to 26", "the largest is m6i.2xlarge");
  }

  @Test
  void fewer_machines_run_fewer_containers() {
    String one = smallWith("  workers: {max_workers: 1}\n");
    assertThat(valid(one + "  limits: {replicas: 70}\n").beta9().limits()).isNotNull();
    assertThat(violations(one + "  limits: {replicas: 71}\n")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "millicpus: 2000, 2000, 16, 14",
    "millicpus: 7000, 7000, 16, 14",
    "memory_gib: 4, 3500, 4, 3",
    "memory_gib: 26, 3500, 26, 23",
    "shared_memory_gib: 1, 3500, 16, 1",
    "shared_memory_gib: 15, 3500, 16, 15",
    "'memory_gib: 8, shared_memory_gib: 7', 3500, 8, 7",
  })
  void accepts_build_workers_that_fit_on_a_machine(
      String fields, int millicpus, int memoryGib, int sharedMemoryGib) {
    assertThat(valid(smallWith("  build: {" + fields + "}\n")).beta9().build())
        .isEqualTo(new BuildWorker(millicpus, memoryGib, sharedMemoryGib));
  }

  @ParameterizedTest
  @CsvSource({
    "millicpus: 1999, 'millicpus: must be an integer from 2000 to 7000, not 1999'",
    "millicpus: 7001, 'millicpus: must be an integer from 2000 to 7000, not 7001" + OF_BUILD + "'",
    "memory_gib: 3, 'memory_gib: must be an integer from 4 to 26, not 3'",
    "memory_gib: 27, 'memory_gib: must be an integer from 4 to 26, not 27" + OF_BUILD + "'",
    "shared_memory_gib: 0, 'shared_memory_gib: must be an integer from 1 to 15, not 0'",
    "shared_memory_gib: 16, 'shared_memory_gib: must be an integer from 1 to 15, not 16: /dev/shm"
        + " is part of the worker''s memory, which is 16, and its processes need some of it'",
    "'memory_gib: 8, shared_memory_gib: 8', 'shared_memory_gib: must be an integer from 1 to 7,"
        + " not 8: /dev/shm is part of the worker''s memory, which is 8, and its processes need"
        + " some of it'",
  })
  void rejects_build_workers_that_fit_on_no_machine(String fields, String problem) {
    assertThat(violations(smallWith("  build: {" + fields + "}\n")))
        .containsExactly("beta9.build." + problem);
  }

  /** Images are built on CPU machines, also where GPU machines are larger. */
  @Test
  void gpu_machines_build_no_images() {
    assertThat(violations(smallWith(GPU.formatted("H100") + "  build: {memory_gib: 27}\n")))
        .singleElement()
        .asString()
        .contains("from 4 to 26", "m6i.2xlarge");
  }

  @Test
  void a_larger_profile_has_larger_limits() {
    String large = smallWith("  limits: {memory_gib: 113}\ncluster: {profile: large}\n");
    assertThat(valid(large).beta9().limits()).isEqualTo(new RequestLimits(31_000, 113, 0, 40));
    assertThat(valid(large).beta9().build()).isEqualTo(new BuildWorker(15_500, 56, 49));
  }
}
