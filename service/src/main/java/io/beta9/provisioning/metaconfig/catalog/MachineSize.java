package io.beta9.provisioning.metaconfig.catalog;

import java.util.HashMap;
import java.util.Map;

/**
 * Processors, memory and GPUs of the instance types that nodes can have.
 *
 * @see <a href="https://docs.aws.amazon.com/ec2/latest/instancetypes/">Amazon EC2 instance
 *     types</a>
 */
public record MachineSize(int vcpus, int memoryGib, int gpus) {
  /**
   * Reserved on each node: the kubelet and the system (EKS reserves less than half a processor),
   * and the pods that run on every node.
   */
  private static final int RESERVED_MILLICPUS = 1000;

  /**
   * The part of the nominal memory that the kernel does not report, and that EKS reserves per pod.
   */
  private static final double USABLE_MEMORY = 0.9;

  /** The memory of the pods that run on every node. */
  private static final int RESERVED_GIB = 2;

  private static final Map<String, MachineSize> BY_TYPE = new HashMap<>();

  static {
    general("m6i", 4);
    gpu("g4dn", 4);
    gpu("g5", 4);
    gpu("g6", 4);
    gpu("g6e", 8);
    BY_TYPE.put("p4d.24xlarge", new MachineSize(96, 1152, 8));
    BY_TYPE.put("p4de.24xlarge", new MachineSize(96, 1152, 8));
    BY_TYPE.put("p5.48xlarge", new MachineSize(192, 2048, 8));
  }

  private static void general(String family, int gibPerVcpu) {
    BY_TYPE.put(family + ".large", new MachineSize(2, 2 * gibPerVcpu, 0));
    BY_TYPE.put(family + ".xlarge", new MachineSize(4, 4 * gibPerVcpu, 0));
    BY_TYPE.put(family + ".2xlarge", new MachineSize(8, 8 * gibPerVcpu, 0));
    BY_TYPE.put(family + ".4xlarge", new MachineSize(16, 16 * gibPerVcpu, 0));
    BY_TYPE.put(family + ".8xlarge", new MachineSize(32, 32 * gibPerVcpu, 0));
  }

  private static void gpu(String family, int gibPerVcpu) {
    BY_TYPE.put(family + ".xlarge", new MachineSize(4, 4 * gibPerVcpu, 1));
    BY_TYPE.put(family + ".2xlarge", new MachineSize(8, 8 * gibPerVcpu, 1));
    BY_TYPE.put(family + ".4xlarge", new MachineSize(16, 16 * gibPerVcpu, 1));
  }

  /**
   * Returns the size of an instance type.
   *
   * @throws IllegalArgumentException if it is not one of those that a profile uses
   */
  public static MachineSize of(String instanceType) {
    MachineSize size = BY_TYPE.get(instanceType);
    if (size == null) {
      throw new IllegalArgumentException("the size of " + instanceType + " is not known");
    }
    return size;
  }

  /** Returns what Beta9's workers on one node can use together, in thousandths of a processor. */
  public int usableMillicpus() {
    return vcpus * 1000 - RESERVED_MILLICPUS;
  }

  /** Returns what Beta9's workers on one node can use together, in GiB. */
  public int usableMemoryGib() {
    return (int) (memoryGib * USABLE_MEMORY) - RESERVED_GIB;
  }
}
