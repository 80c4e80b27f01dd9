package io.beta9.provisioning.bootstrap.helm;

import io.beta9.provisioning.metaconfig.catalog.MachineSize;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import org.jspecify.annotations.Nullable;

/**
 * The sizes of Beta9's workers and the limits of what users may request, so that each fits on a
 * node of its group. A worker is a pod; it runs several containers of users.
 *
 * @param gpu one worker for each GPU; null if there are no GPU nodes
 */
record WorkerSizes(
    WorkerSize cpu, WorkerSize build, @Nullable WorkerSize gpu, RequestLimits limits) {
  /** Images are built in memory: with less, larger images cannot be built. */
  private static final int MIN_BUILD_GIB = 16;

  private static final int WORKERS_PER_NODE = 2;

  /** Processors are assigned in steps of a half. */
  private static final int MILLICPU_STEP = 500;

  /** Beta9's own default. */
  private static final int MIN_REPLICAS = 10;

  /**
   * More than one needs a property of the workspace ({@code multi_gpu_enabled}) that none of
   * Beta9's routes sets.
   */
  private static final int GPUS_PER_CONTAINER = 1;

  /** The resources that one worker requests. */
  record WorkerSize(int millicpus, int memoryGib) {}

  /** The most that a user may request: for one container, and of containers. */
  record RequestLimits(int millicpus, int memoryMib, int gpus, int replicas) {}

  static WorkerSizes of(InfraModel model) {
    MachineSize node = MachineSize.of(model.cpuNodes().instanceType());
    WorkerSize cpu = share(node, WORKERS_PER_NODE);
    InfraModel.NodeGroup gpuNodes = model.gpuNodes();
    MachineSize gpuNode = gpuNodes == null ? null : MachineSize.of(gpuNodes.instanceType());
    int replicas = model.cpuNodes().maxSize() * WORKERS_PER_NODE;
    if (gpuNodes != null && gpuNode != null) {
      replicas += gpuNodes.maxSize() * gpuNode.gpus();
    }
    return new WorkerSizes(
        cpu,
        new WorkerSize(
            cpu.millicpus(),
            Math.min(node.usableMemoryGib(), Math.max(MIN_BUILD_GIB, cpu.memoryGib()))),
        gpuNode == null ? null : share(gpuNode, gpuNode.gpus()),
        limits(node, gpuNode, Math.max(MIN_REPLICAS, replicas)));
  }

  private static WorkerSize share(MachineSize node, int workers) {
    return new WorkerSize(
        node.usableMillicpus() / workers / MILLICPU_STEP * MILLICPU_STEP,
        node.usableMemoryGib() / workers);
  }

  private static RequestLimits limits(
      MachineSize node, @Nullable MachineSize gpuNode, int replicas) {
    int millicpus = node.usableMillicpus();
    int memoryGib = node.usableMemoryGib();
    if (gpuNode != null) {
      millicpus = Math.max(millicpus, gpuNode.usableMillicpus());
      memoryGib = Math.max(memoryGib, gpuNode.usableMemoryGib());
    }
    return new RequestLimits(
        millicpus, memoryGib * 1024, gpuNode == null ? 0 : GPUS_PER_CONTAINER, replicas);
  }
}
