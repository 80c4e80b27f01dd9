package io.beta9.provisioning.metaconfig;

import io.beta9.provisioning.metaconfig.catalog.BuildWorker;
import io.beta9.provisioning.metaconfig.catalog.GpuType;
import io.beta9.provisioning.metaconfig.catalog.Profile;
import io.beta9.provisioning.metaconfig.catalog.RequestLimits;
import io.beta9.provisioning.metaconfig.catalog.WorkerNodes;
import io.beta9.provisioning.metaconfig.catalog.WorkerNodes.NodePool;

/**
 * Reads {@code beta9.limits} and {@code beta9.build}: what users of Beta9 may request, and the
 * workers that build images. What fits on no node would never be scheduled, so it is rejected.
 */
final class WorkloadSection {
  private static final String MILLICPUS = "millicpus";
  private static final String MEMORY = "memory_gib";

  private final WorkerNodes nodes;

  WorkloadSection(Profile profile, MetaConfig.Workers workers) {
    this.nodes = nodes(profile, workers);
  }

  private static WorkerNodes nodes(Profile profile, MetaConfig.Workers workers) {
    GpuType gpu = workers.gpuType();
    // With GPUs, the number of workers is that of the GPU nodes.
    int cpuNodes = gpu == null ? workers.maxWorkers() : profile.cpu().max();
    return new WorkerNodes(
        new NodePool(profile.cpu().instanceType(), cpuNodes),
        gpu == null ? null : new NodePool(gpu.instanceType(profile), workers.maxWorkers()));
  }

  RequestLimits limits(Fields limits) {
    RequestLimits defaults = nodes.defaultLimits();
    RequestLimits result =
        new RequestLimits(
            limits
                .optionalInteger(
                    MILLICPUS,
                    RequestLimits.MIN_MILLICPUS,
                    defaults.millicpus(),
                    "a container with more fits on no machine, the largest is "
                        + nodes.mostProcessors().instanceType())
                .orElse(defaults.millicpus()),
            limits
                .optionalInteger(
                    MEMORY,
                    RequestLimits.MIN_MEMORY_GIB,
                    defaults.memoryGib(),
                    "a container with more fits on no machine, the largest is "
                        + nodes.largestMemory().instanceType())
                .orElse(defaults.memoryGib()),
            gpus(limits),
            limits
                .optionalInteger(
                    "replicas",
                    1,
                    nodes.maxReplicas(),
                    "not even the smallest containers fit on all machines in a larger number")
                .orElse(defaults.replicas()));
    limits.rejectUnknownFields();
    return result;
  }

  private int gpus(Fields limits) {
    int possible = nodes.maxGpus();
    int gpus =
        limits
            .optionalInteger(
                "gpus",
                0,
                RequestLimits.MAX_GPUS,
                "Beta9 permits more than one GPU for a container only in a workspace with the"
                    + " property multi_gpu_enabled, which none of its routes sets")
            .orElse(possible);
    if (gpus > possible) {
      limits.addViolation("gpus", "is " + gpus + ", but workers.gpu_enabled is not true");
    } else if (gpus < possible) {
      limits.addViolation(
          "gpus", "is 0, but workers.gpu_enabled is true: no container could use its GPUs");
    }
    return gpus;
  }

  BuildWorker build(Fields build) {
    BuildWorker defaults = nodes.defaultBuildWorker();
    String reason =
        "images are built on CPU machines, and a larger worker does not fit on "
            + nodes.cpu().instanceType();
    int millicpus =
        build
            .optionalInteger(
                MILLICPUS,
                BuildWorker.MIN_MILLICPUS,
                nodes.cpu().machine().usableMillicpus(),
                reason)
            .orElse(defaults.millicpus());
    int memoryGib =
        build
            .optionalInteger(
                MEMORY, BuildWorker.MIN_MEMORY_GIB, nodes.cpu().machine().usableMemoryGib(), reason)
            .orElse(defaults.memoryGib());
    int sharedMemoryGib =
        build
            .optionalInteger(
                "shared_memory_gib",
                1,
                BuildWorker.maxSharedMemoryGib(memoryGib),
                "/dev/shm is part of the worker's memory, which is "
                    + memoryGib
                    + ", and its processes need some of it")
            .orElse(BuildWorker.defaultSharedMemoryGib(memoryGib));
    build.rejectUnknownFields();
    return new BuildWorker(millicpus, memoryGib, sharedMemoryGib);
  }
}
