package io.beta9.provisioning.metaconfig.catalog;

/**
 * The most that a user of Beta9 may request: for one container, and of containers of one function.
 *
 * @param millicpus thousandths of a processor
 * @param gpus 0 or {@link #MAX_GPUS}
 * @param replicas containers of one function at a time
 */
public record RequestLimits(int millicpus, int memoryGib, int gpus, int replicas) {
  /** The smoke test requests this much; with a lower limit it would be rejected. */
  public static final int MIN_MILLICPUS = 500;

  public static final int MIN_MEMORY_GIB = 1;

  /**
   * More than one needs a property of the workspace ({@code multi_gpu_enabled}) that none of
   * Beta9's routes sets.
   */
  public static final int MAX_GPUS = 1;
}
