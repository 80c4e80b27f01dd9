package io.beta9.provisioning.metaconfig.catalog;

/**
 * The size of a worker that builds images. Beta9 builds them in {@code /dev/shm}, which is memory
 * of the worker.
 *
 * @param sharedMemoryGib the size of {@code /dev/shm}; less than {@code memoryGib}
 */
public record BuildWorker(int millicpus, int memoryGib, int sharedMemoryGib) {
  /** Beta9's {@code worker.defaultWorkerCPURequest}: it creates no smaller worker. */
  public static final int MIN_MILLICPUS = 2000;

  public static final int MIN_MEMORY_GIB = 4;

  /**
   * What remains for the processes. A file system that may fill all memory ends in a killed worker,
   * and with it all builds on it; a smaller one ends in an error of the build that is too large.
   */
  private static final int MIN_PROCESS_GIB = 1;

  private static final int PROCESS_SHARE = 8;

  /** Returns the largest {@code /dev/shm} of a worker with this memory. */
  public static int maxSharedMemoryGib(int memoryGib) {
    return memoryGib - MIN_PROCESS_GIB;
  }

  /** Returns the {@code /dev/shm} of a worker with this memory if none is specified. */
  public static int defaultSharedMemoryGib(int memoryGib) {
    return memoryGib - Math.max(MIN_PROCESS_GIB, memoryGib / PROCESS_SHARE);
  }
}
