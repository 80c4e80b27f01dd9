package io.beta9.provisioning.cloudsim.kubernetes.node;

import java.util.Map;

/** The capacity of an EC2 instance type. */
record InstanceCapacity(int cpus, int memoryGib, int gpus) {
  private static final Map<String, Integer> CPUS_BY_SIZE =
      Map.ofEntries(
          Map.entry("nano", 1),
          Map.entry("micro", 1),
          Map.entry("small", 1),
          Map.entry("medium", 2),
          Map.entry("large", 2),
          Map.entry("xlarge", 4),
          Map.entry("2xlarge", 8),
          Map.entry("4xlarge", 16),
          Map.entry("8xlarge", 32),
          Map.entry("12xlarge", 48),
          Map.entry("16xlarge", 64),
          Map.entry("24xlarge", 96),
          Map.entry("48xlarge", 192));
  private static final Map<Character, Integer> GIB_PER_CPU =
      Map.of('c', 2, 'm', 4, 'r', 8, 'x', 16);

  /**
   * Derives the capacity from the name of an instance type, for example {@code m6i.2xlarge}.
   * Unknown sizes have 4 CPUs, unknown families 4 GiB per CPU.
   */
  static InstanceCapacity of(String name) {
    int dot = name.indexOf('.');
    String family = dot < 0 ? name : name.substring(0, dot);
    int cpus = CPUS_BY_SIZE.getOrDefault(name.substring(dot + 1), 4);
    boolean accelerated = family.startsWith("g") || family.matches("p[0-9].*");
    int memory = cpus * GIB_PER_CPU.getOrDefault(family.isEmpty() ? 'm' : family.charAt(0), 4);
    int gpus = !accelerated ? 0 : family.startsWith("p") || cpus >= 96 ? 8 : cpus >= 48 ? 4 : 1;
    return new InstanceCapacity(cpus, memory, gpus);
  }
}
