package io.beta9.provisioning.metaconfig.catalog;

import org.jspecify.annotations.Nullable;

/**
 * The nodes on which Beta9's workers run, and what fits on them. A worker is a pod; it runs several
 * containers of users, or builds images. Images are built on CPU nodes.
 *
 * @param gpu null if there are no GPU nodes
 */
public record WorkerNodes(NodePool cpu, @Nullable NodePool gpu) {
  private static final int WORKERS_PER_CPU_NODE = 2;

  /** Processors are assigned in steps of a half. */
  private static final int MILLICPU_STEP = 500;

  /** With less, larger images cannot be built. */
  private static final int BUILD_GIB = 16;

  /** Beta9's own default. */
  private static final int MIN_DEFAULT_REPLICAS = 10;

  /** The smallest container that Beta9's SDK accepts. */
  private static final int MIN_CONTAINER_MILLICPUS = 100;

  /** Nodes of one instance type. */
  public record NodePool(String instanceType, int maxNodes) {
    /**
     * Returns the size of one node.
     *
     * @throws IllegalArgumentException if it is not known
     */
    public MachineSize machine() {
      return MachineSize.of(instanceType);
    }
  }

  /** The resources that one worker requests. */
  public record WorkerSize(int millicpus, int memoryGib) {}

  /** Returns the size of a worker for containers without a GPU. */
  public WorkerSize cpuWorker() {
    return share(cpu.machine(), WORKERS_PER_CPU_NODE);
  }

  /** Returns the size of a worker with one GPU; null if there are no GPU nodes. */
  public @Nullable WorkerSize gpuWorker() {
    return gpu == null ? null : share(gpu.machine(), gpu.machine().gpus());
  }

  /** Returns the size of a worker that builds images if none is specified. */
  public BuildWorker defaultBuildWorker() {
    WorkerSize worker = cpuWorker();
    int memoryGib =
        Math.min(cpu.machine().usableMemoryGib(), Math.max(BUILD_GIB, worker.memoryGib()));
    return new BuildWorker(
        worker.millicpus(), memoryGib, BuildWorker.defaultSharedMemoryGib(memoryGib));
  }

  /** Returns the limits if none are specified: whatever fits on a node. */
  public RequestLimits defaultLimits() {
    MachineSize largest = largestMemory().machine();
    int workers = cpu.maxNodes() * WORKERS_PER_CPU_NODE;
    if (gpu != null) {
      workers += gpu.maxNodes() * gpu.machine().gpus();
    }
    return new RequestLimits(
        mostProcessors().machine().usableMillicpus(),
        largest.usableMemoryGib(),
        maxGpus(),
        Math.max(MIN_DEFAULT_REPLICAS, workers));
  }

  /**
   * Returns the nodes with the most processors. Beta9 has one limit for containers with and without
   * a GPU, so the larger nodes determine it.
   */
  public NodePool mostProcessors() {
    return gpu != null && gpu.machine().usableMillicpus() > cpu.machine().usableMillicpus()
        ? gpu
        : cpu;
  }

  /** Returns the nodes with the most memory. */
  public NodePool largestMemory() {
    return gpu != null && gpu.machine().usableMemoryGib() > cpu.machine().usableMemoryGib()
        ? gpu
        : cpu;
  }

  /** Returns how many GPUs a container can have. */
  public int maxGpus() {
    return gpu == null ? 0 : RequestLimits.MAX_GPUS;
  }

  /** Returns how many containers of one function fit on all nodes of a pool at most. */
  public int maxReplicas() {
    int containers = containers(cpu);
    return gpu == null ? containers : Math.max(containers, gpu.maxNodes() * gpu.machine().gpus());
  }

  private static int containers(NodePool pool) {
    return pool.maxNodes() * (pool.machine().usableMillicpus() / MIN_CONTAINER_MILLICPUS);
  }

  /**
   * Returns how many workers for containers without a GPU fit on the CPU nodes while an image is
   * built. Keeping more of them always ready would leave no place for builds, or request workers
   * that no node can run.
   */
  public int cpuWorkersBeside(BuildWorker build) {
    MachineSize node = cpu.machine();
    WorkerSize worker = cpuWorker();
    int beside =
        Math.min(
            (node.usableMillicpus() - build.millicpus()) / worker.millicpus(),
            (node.usableMemoryGib() - build.memoryGib()) / worker.memoryGib());
    return (cpu.maxNodes() - 1) * WORKERS_PER_CPU_NODE + beside;
  }

  private static WorkerSize share(MachineSize node, int workers) {
    return new WorkerSize(
        node.usableMillicpus() / workers / MILLICPU_STEP * MILLICPU_STEP,
        node.usableMemoryGib() / workers);
  }
}
